@sync @FR-007 @needs.membership
Feature: what somebody may hear changes on all that is open, in the middle of whatever happens
  A right that is taken away ends everywhere at once: on every device, and in no other chatroom. A right that is given
  can be used at once, on connections that were open before.

  Background:
    Given Ana, Ben and Cleo are in the chatroom "design"
    And Ana, Ben and Cleo are in the chatroom "lunch"
    And Zoe works for another company

  Rule: a right that is lost is lost on every device, and no other right with it

    Scenario: somebody removed from one chatroom hears it on no device, and still hears the other
      Given Ben also listens on his phone
      When Ana removes Ben from "design"
      Then what Cleo posts next in "design" is not heard by Ben
      And what Cleo posts next in "lunch" is heard by Ben on 2 devices

    Scenario: somebody removed in the middle of a burst hears nothing of what follows
      Given Ben also listens on his phone
      When Ana removes Ben from "design" while Cleo posts 40 messages in it
      Then Ana receives the 40 messages once each, in order
      And what Cleo posts next in "design" is not heard by Ben
      And Zoe hears nothing of it

    Scenario: somebody removed from the company in the middle of a burst hears nothing of what follows
      When Ana removes Ben from the company while Cleo posts 40 messages in "design"
      Then Ana receives the 40 messages once each, in order
      And Ben's connection is ended by the backend because access was revoked
      And what Cleo posts next in "lunch" is not heard by Ben

  @FR-014 @needs.roles
  Rule: a role that changes in the middle of a burst counts from then on

    Background:
      Given Ana has opened the public chatroom "announcements"
      And Ana listens to "announcements"
      And Ben listens to "announcements"
      And Cleo listens to "announcements"

    Scenario: somebody made a guest in the middle of a burst hears public chatrooms no more, but still his own
      When Ana makes Ben a guest while Cleo posts 40 messages in "announcements"
      Then Cleo receives the 40 messages once each, in order
      And what Cleo posts next in "announcements" is not heard by Ben
      And what Cleo posts next in "lunch" is heard by Ben on 1 device

    Scenario: somebody promoted in the middle of a burst loses nothing, and may do more at once
      Given Ana has posted "Not quite right"
      When Ana makes Ben an administrator while Cleo posts 40 messages in "announcements"
      Then Ben receives the 40 messages once each, in order
      And Ben hears of the new role once, within the delivery budget
      And Ben may delete Ana's message at once
      And Zoe hears nothing of it
