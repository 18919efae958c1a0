Feature: rules

  Scenario: before the rules
    Given Ana is there

  @smoke
  Rule: the first
    Scenario: one
      Given Ana is there

  Rule: the second
    Scenario: two
      Given Ana is there
