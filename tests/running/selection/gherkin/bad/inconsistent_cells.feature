Feature: a
  Scenario: b
    Given a table
      | a | b |
      | 1 |
