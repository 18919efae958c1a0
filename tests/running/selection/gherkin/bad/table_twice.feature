Feature: a
  Scenario: b
    When Ana posts
      | a |
      """
      x
      """
      | b |
