@sync @FR-003 @FR-004
Feature: a burst loses nothing, duplicates nothing and leaks nothing
  Many events in a short time are delivered as carefully as a single message: to those who were there before, to those
  who join during the burst, and to nobody else.

  Background:
    Given Ana, Ben and Cleo are in the chatroom "design"
    And Zoe works for another company

  Rule: however fast people write, each message is received once

    Scenario: a hundred messages sent by one person without waiting for responses all arrive
      When Ana posts 100 messages, all at once
      Then Ben receives the 100 messages once each
      And what Ben received matches the API responses
      And Zoe receives nothing about it

    Scenario: a hundred messages sent by five people without waiting for responses all arrive
      Given Dan and Eve are in the chatroom "design" too
      And Ben also listens on his phone
      When Ana, Ben, Cleo, Dan and Eve post 20 messages each, all at once
      Then Ben receives the 100 messages once each
      And Eve receives the 100 messages once each
      And Zoe receives nothing about it

    @needs.socket-writes
    Scenario: twenty messages sent over one socket without waiting for responses arrive in that order
      When Ana posts 20 messages over the socket, all at once
      Then Ben receives the 20 messages once each, in order
      And Zoe receives nothing about it

    @needs.typing
    Scenario: typing events during a burst do not affect the messages
      When Cleo types 10 times in "design" while Ana posts 40 messages in it
      Then Ben receives the 40 messages once each, in order
      And Zoe receives nothing about it

  Rule: someone who joins during a burst receives what is left of it

    @needs.membership
    Scenario: someone who starts listening during a burst receives what follows without a gap
      Given Dan works for the same company as Ana
      And Ana has added Dan to "design"
      When Ana posts 60 messages while Dan starts listening to "design"
      Then Dan receives everything written after he started listening, once each, in order
      And Ben receives the 60 messages once each, in order

    @FR-008 @needs.resume
    Scenario: someone who is cut off during a burst and reconnects misses nothing
      When Ana and Cleo post 30 messages each while Ben is cut off and reconnects
      Then Ben receives the 60 messages once each
      And what Ben received matches the API responses
