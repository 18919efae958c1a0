@sync @FR-003 @needs.reads
Feature: what is read agrees with what is received
  A read shows nothing older than what the reader has already received, and someone who keeps listening after a read
  has everything once.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Zoe works for another company

  Rule: a read is never older than what was received

    @smoke
    Scenario: messages that were received appear in a read
      When Ana posts 3 messages over the API
      Then Ben receives the 3 messages once each, in order, within the delivery budget
      And Ben sees the 3 messages in the chatroom

    @FR-004
    Scenario: reading while others write misses nothing
      When Ben reads the chatroom 10 times while Ana posts 20 messages
      Then Ben receives the 20 messages once each, in order
      And Ben sees the 20 messages in the chatroom

    Scenario: someone who joins later can read what was written before
      Given Ana has posted "Before your time"
      And Cleo is in the chatroom "design" too
      When Ana posts "From now on you hear it" over the API
      Then Cleo receives the message once, within the delivery budget
      And a later read of the chatroom shows "Before your time"

  Rule: people without access cannot read either

    @needs.companies
    Scenario: another company cannot read the chatroom
      Given Ana has posted "Between us"
      When Ana posts "And this too" over the API
      Then Zoe cannot read the chatroom "design"
