Feature: a
  Scenario: b
      """
      hello
      """
    When Ana posts
