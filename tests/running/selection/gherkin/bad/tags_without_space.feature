@sync@smoke
Feature: a
  Scenario: b
    When Ana posts
