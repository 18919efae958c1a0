@sync @smoke
@slow
Feature: tags

  @timeout.60 @critical # not a tag
  Scenario: one
    Given Ana is there
