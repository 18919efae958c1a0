Feature: a
  Background:
    Given the chatroom "<n>"
  Scenario Outline: <n>
    When Ana posts
    Examples:
      | n |
      | 1 |
