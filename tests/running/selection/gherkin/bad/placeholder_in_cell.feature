Feature: a
  Scenario Outline: b
    When Ana posts "<n>" and "<m>"
    Examples:
      | n   | m |
      | <m> | 1 |
