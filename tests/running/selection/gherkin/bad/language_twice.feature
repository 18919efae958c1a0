# language: de
# language: en
Feature: a
  Scenario: b
    When Ana posts
