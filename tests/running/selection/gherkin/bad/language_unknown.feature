# language: xx
Feature: a
  Scenario: b
    When Ana posts
