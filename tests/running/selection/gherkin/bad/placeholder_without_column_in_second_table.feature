Feature: a
  Scenario Outline: b
    When Ana posts "<word>"
    Examples:
      | word |
      | hi   |
    Examples:
      | text |
      | ho   |
