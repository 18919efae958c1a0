Feature: doc strings

  Scenario: of every kind
    Given a text
      """
      one
        two, indented

      | no | table |
      # no comment
      Scenario: none
      ''' inside
      """
    And an empty one
      """
      """
    And one in single quotes
      '''
      """ inside
      '''
    And one with a blank line
      """

      """
