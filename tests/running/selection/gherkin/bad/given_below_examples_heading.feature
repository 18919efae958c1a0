Feature: a
  Scenario Outline: b
    When Ana posts "<n>"
    Examples:
      Given these few
      | n |
      | 1 |
