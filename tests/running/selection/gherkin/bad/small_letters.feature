Feature: a
  Scenario: b
    when Ana posts
