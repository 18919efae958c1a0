@sync and more
Feature: a
  Scenario: b
    When Ana posts
