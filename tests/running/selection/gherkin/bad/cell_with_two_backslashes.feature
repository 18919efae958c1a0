Feature: a
  Scenario: b
    Given a table
      | path     |
      | C:\\temp |
