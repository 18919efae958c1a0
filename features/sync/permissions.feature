@sync @security @FR-007 @needs.membership
Feature: a change of permissions applies to every open connection at once
  A revoked permission ends everywhere at once: on every device, and in no other chatroom. A new permission can be
  used at once, on connections that were opened before.

  Background:
    Given Ana, Ben and Cleo are in the chatroom "design"
    And Ana, Ben and Cleo are in the chatroom "lunch"
    And Zoe works for another company

  Rule: a revoked permission is lost on every device, and other permissions remain

    Scenario: someone removed from one chatroom loses it on every device and keeps the other
      Given Ben also listens on his phone
      When Ana removes Ben from "design"
      Then Ben does not receive what Cleo posts next in "design"
      And Ben receives what Cleo posts next in "lunch" on 2 devices

    Scenario: someone removed during a burst receives nothing that follows
      Given Ben also listens on his phone
      When Ana removes Ben from "design" while Cleo posts 40 messages in it
      Then Ana receives the 40 messages once each, in order
      And Ben does not receive what Cleo posts next in "design"
      And Zoe receives nothing about it

    @needs.leave-company @needs.close-revoked
    Scenario: someone removed from the company during a burst receives nothing that follows
      When Ana removes Ben from the company while Cleo posts 40 messages in "design"
      Then Ana receives the 40 messages once each, in order
      And the backend closes Ben's connection because access was revoked
      And Ben does not receive what Cleo posts next in "lunch"

  @FR-014 @needs.roles @needs.public-rooms
  Rule: a role changed during a burst applies from then on

    Background:
      Given Ana has opened the public chatroom "announcements"
      And Ana listens to "announcements"
      And Ben listens to "announcements"
      And Cleo listens to "announcements"

    @needs.guests
    Scenario: someone made a guest during a burst loses public chatrooms but keeps their own
      When Ana makes Ben a guest while Cleo posts 40 messages in "announcements"
      Then Cleo receives the 40 messages once each, in order
      And Ben does not receive what Cleo posts next in "announcements"
      And Ben receives what Cleo posts next in "lunch" on 1 device

    @needs.moderation @needs.delete
    Scenario: someone promoted during a burst loses nothing and can use the new role at once
      Given Ana has posted "Not quite right"
      When Ana makes Ben an administrator while Cleo posts 40 messages in "announcements"
      Then Ben receives the 40 messages once each, in order
      And Ben receives the new role once, within the delivery budget
      And Ben can delete Ana's message at once
      And Zoe receives nothing about it
