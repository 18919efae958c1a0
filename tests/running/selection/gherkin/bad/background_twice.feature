Feature: a
  Background:
    Given Ana is there
  Background:
    Given Ben is there
  Scenario: b
    When Ana posts
