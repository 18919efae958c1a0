Feature: a
  Scenario Outline: <n>
    When Ana posts
      | <word> |
    Examples:
      | n |
      | 1 |
