Feature: a
  Scenario: b
    When Ana posts
    and goes on writing in the next line
