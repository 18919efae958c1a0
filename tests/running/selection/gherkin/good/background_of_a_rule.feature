Feature: backgrounds at two levels

  Background:
    Given Ana is in the chatroom

  Rule: nothing is lost

    Background:
      Given Ben is in the chatroom

    Scenario: one message
      When Ana posts "hello"

  Rule: nothing comes twice

    Scenario: one message, again
      When Ana posts "hello"
