Feature: other words

  Example: instead of Scenario
    Given Ana is there

  Scenario Template: instead of Scenario Outline
    Given <name> is there

    Scenarios: instead of Examples
      | name |
      | Ben  |
