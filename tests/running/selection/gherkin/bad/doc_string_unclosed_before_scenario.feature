Feature: a
  Scenario: b
    When Ana posts
      """
      hello

  Scenario: c
    When Ana posts
      """
      bye
      """
    Then Ben receives it
      """
