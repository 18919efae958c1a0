Feature: a
  Scenario Outline: <n>
    When Ana posts "<row.id>"
    Examples:
      | n |
      | 1 |
