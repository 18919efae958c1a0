Feature: the end without a newline

  Scenario: one
    Given a text
      """
      last
      """