Feature: a background

  Background: everyone is there
    Given Ana is in the chatroom

  Scenario: one message
    When Ana posts "hello"

  Scenario: another message
    When Ana posts "bye"
