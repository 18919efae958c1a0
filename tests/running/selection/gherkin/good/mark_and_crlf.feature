Feature: a mark

  Scenario: one
    Given a text
      """
      two
      lines
      """
    And a table
      | a |
