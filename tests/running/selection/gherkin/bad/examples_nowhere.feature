Feature: a
  Scenario Outline: b
    When Ana posts
