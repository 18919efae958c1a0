# language : de
Feature: a
  Scenario: b
    When Ana posts
