Feature: a
  Scenario: b
    When Ana posts

Feature: c
  Scenario: d
    When Ana posts
