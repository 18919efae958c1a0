Feature: tables

  Scenario: of several widths
    Given these people
      | name | role  |
      | Ana  | OWNER |
      | Ben  |       |
      |      | GUEST |
    And one column
      | a |
    And tight cells
      |a|b|
      |1|2|
