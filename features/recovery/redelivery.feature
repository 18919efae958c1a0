@recovery @FR-008 @needs.resume @needs.redelivery
Feature: what was not acknowledged comes again, and says so
  Where delivery is promised at least once, a message that a laptop did not acknowledge before its connection broke is
  given again on return, marked as such. So nothing is lost, and who has heard it already can leave it out.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Ben's laptop acknowledges nothing until it is cut off

  Rule: a repeat carries its mark

    Scenario: three messages that were not acknowledged are given again, marked
      When Ana posts 3 messages over the API
      Then Ben receives the 3 messages once each, in order
      When Ben's connection is cut
      And Ben comes back and asks for what he missed
      Then Ben is given 3 messages again, each marked as a repeat
      And Ben still receives what Ana posts next

    Scenario: what is new comes unmarked after what was not acknowledged
      When Ana posts 3 messages over the API
      Then Ben receives the 3 messages once each, in order
      When Ben's connection is cut
      And Ana posts 3 messages over the API
      And Ben comes back and asks for what he missed
      Then Ben receives the 3 messages once each, in order
      And Ben is given 3 messages again, each marked as a repeat
