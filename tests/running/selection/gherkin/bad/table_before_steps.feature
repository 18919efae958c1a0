Feature: a
  Scenario: b
    | a |
    When Ana posts
