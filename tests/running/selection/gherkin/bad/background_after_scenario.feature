Feature: a
  Scenario: b
    When Ana posts
  Background:
    Given Ana is there
