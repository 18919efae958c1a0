Feature: a
  Scenario: b
    When Ana posts
    nonsense
    Then Ben receives it
