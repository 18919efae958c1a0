Feature: a
  Scenario: b
    When Ana posts "<n>"
    Examples:
      | n |
      | 1 |
