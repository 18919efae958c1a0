@recovery @FR-008 @needs.resume @needs.redelivery
Feature: unacknowledged messages are delivered again and marked
  Where at-least-once delivery is promised, a message that a laptop did not acknowledge before its connection broke is
  delivered again and marked as such. So nothing is lost, and repeats can be ignored.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Ben's laptop acknowledges nothing until it is cut off

  Rule: a redelivered message is marked

    Scenario: three unacknowledged messages are delivered again, marked as redelivered
      When Ana posts 3 messages over the API
      Then Ben receives the 3 messages once each, in order
      When Ben's connection is cut
      And Ben reconnects and asks for the missed events
      Then Ben receives 3 messages again, each marked as redelivered
      And Ben still receives what Ana posts next

    Scenario: new messages arrive unmarked after the unacknowledged ones
      When Ana posts 3 messages over the API
      Then Ben receives the 3 messages once each, in order
      When Ben's connection is cut
      And Ana posts 3 messages over the API
      And Ben reconnects and asks for the missed events
      Then Ben receives the 3 messages once each, in order
      And Ben receives 3 messages again, each marked as redelivered
