Feature: a
  Scenario: b
    When Ana posts
      """
      hello
    Then Ben receives it
