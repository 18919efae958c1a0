Feature: a
  Scenario Outline: b
    When Ana posts "<n>"
    Examples:
      | n | n |
      | 1 | 2 |
