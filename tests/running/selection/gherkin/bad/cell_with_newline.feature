Feature: a
  Scenario: b
    Given a table
      | text |
      | a\nb |
