Feature: a
  Scenario: b
    Given a table
      | a
      | 1 |
