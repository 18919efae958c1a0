Feature: a
  @sync
  Background:
    Given Ana is there
  Scenario: b
    When Ana posts
