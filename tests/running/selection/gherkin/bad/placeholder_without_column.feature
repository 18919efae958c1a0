Feature: a
  Scenario Outline: b
    When Ana posts "<word>"
    Examples:
      | wrod |
      | hi   |
