Feature: a
  Scenario: b
    When Ana posts
      """
      hello
      """ and more
