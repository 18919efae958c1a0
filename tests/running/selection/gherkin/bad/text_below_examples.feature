Feature: a
  Scenario Outline: b
    When Ana posts "<n>"
    Examples:
      These are few.
      | n |
      | 1 |
