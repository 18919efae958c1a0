Feature: a
  Scenario Outline: b
    When Ana posts "<n>"
    Examples:
      | n |
      | 1 |
    Examples: more
