Feature: a
  Scenario Outline: b
    Given <count> messages
    Examples:
      | count |
      | 40
