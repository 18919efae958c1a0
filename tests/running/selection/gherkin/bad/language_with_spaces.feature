# language : en-pirate
Feature: a
  Scenario: b
    When Ana posts
