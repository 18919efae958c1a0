Feature: a
  Scenario: b
    Given a table
      | a | # one
      | 1 | # two
