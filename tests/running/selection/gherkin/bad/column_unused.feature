Feature: a
  Scenario Outline: b
    When Ana posts "<n>"
    Examples:
      | n | m |
      | 1 | 2 |
