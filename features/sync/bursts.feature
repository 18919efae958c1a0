@sync @FR-003 @FR-004
Feature: in a burst nothing is lost, doubled or heard by outsiders
  Much that happens in little time is heard as carefully as a single message, by those who were there before, by those
  who come in the middle of it, and by nobody else.

  Background:
    Given Ana, Ben and Cleo are in the chatroom "design"
    And Zoe works for another company

  Rule: however many write however fast, each message is heard once

    Scenario: a hundred messages of one person, sent without waiting for answers, are all heard
      When Ana posts 100 messages, all at once
      Then Ben receives the 100 messages once each
      And what Ben received agrees with what the API answered
      And Zoe hears nothing of it

    Scenario: a hundred messages of five people, sent without waiting for answers, are all heard
      Given Dan and Eve are in the chatroom "design" too
      And Ben also listens on his phone
      When Ana, Ben, Cleo, Dan and Eve post 20 messages each, all at once
      Then Ben receives the 100 messages once each
      And Eve receives the 100 messages once each
      And Zoe hears nothing of it

    @needs.typing
    Scenario: typing in the middle of a burst disturbs nothing
      When Cleo types 10 times in "design" while Ana posts 40 messages in it
      Then Ben receives the 40 messages once each, in order
      And Zoe hears nothing of it

  Rule: who comes in the middle of a burst hears what is left of it

    @needs.membership
    Scenario: somebody who begins to listen in the middle hears what follows, without a gap
      Given Dan works for the same company as Ana
      And Ana has added Dan to "design"
      When Ana posts 60 messages while Dan begins to listen to "design"
      Then Dan hears everything that was written after he began to listen, once each, in order
      And Ben receives the 60 messages once each, in order

    @FR-008 @needs.resume
    Scenario: somebody who is cut off in the middle and comes back has missed nothing
      When Ana and Cleo post 30 messages each while Ben is cut off and comes back
      Then Ben receives the 60 messages once each
      And what Ben received agrees with what the API answered
