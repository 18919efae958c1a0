Feature: a
  Scenario: b
    When Ana posts "one two"
