# language: en-US
Feature: a
  Scenario: b
    When Ana posts
