@sync @FR-007 @FR-013
Feature: joining and leaving take effect at once
  A new member receives what follows; a removed member receives nothing that was written after the removal was
  confirmed, whatever stays open.

  Background:
    Given Ana and Ben are in the chatroom "design"

  @needs.membership
  Rule: a new member receives what follows

    Scenario: a new member is announced to everyone in the chatroom
      Given Cleo works for the same company as Ana
      When Ana adds Cleo to "design"
      Then Ben receives the event that Cleo joined "design"
      And Cleo receives the event that she was added

    Scenario: a new member receives the next message
      Given Cleo works for the same company as Ana
      And Ana has added Cleo to "design"
      And Cleo listens to "design"
      When Ana posts "Welcome, Cleo" over the API
      Then Cleo receives the message once, within the delivery budget

    Scenario: someone who was never added cannot listen
      Given Cleo works for the same company as Ana
      When Cleo tries to listen to "design"
      Then Cleo's request to listen to "design" is rejected
      And Cleo does not receive what Ana posts next

    @needs.companies
    Scenario: someone from another company cannot be added
      Given Zoe works for another company
      When Ana tries to add Zoe to "design"
      Then the backend rejects it
      And Ben receives nothing about it

  @needs.membership
  Rule: a removed member receives nothing that follows

    @smoke
    Scenario: a removed member is informed and receives nothing more
      When Ana removes Ben from "design"
      Then Ben receives the event that his access was revoked
      And Ben does not receive what Ana posts next

    Scenario: the remaining members are informed when someone leaves
      Given Cleo is in the chatroom "design" too
      When Ana removes Ben from "design"
      Then Cleo receives the event that Ben left "design"
      And Ben receives the event that his access was revoked

    Scenario: a removed member can listen again after being added again
      Given Ana has removed Ben from "design"
      And Ana has added Ben to "design"
      And Ben listens to "design"
      When Ana posts "Back again" over the API
      Then Ben receives the message once, within the delivery budget

    Scenario: a member cannot remove the owner of the chatroom
      When Ben tries to remove Ana from "design"
      Then the backend rejects it
      And Ana receives nothing about it

    Scenario: a device that stops listening receives nothing more, while other devices still do
      Given Ben also listens on his phone
      When Ben stops listening to "design" on his laptop
      Then only Ben's phone receives what Ana posts next

  @needs.leave-company
  Rule: leaving the company ends all access

    @needs.close-revoked
    Scenario: a person removed from the company is disconnected at once
      When Ana removes Ben from the company
      Then the backend closes Ben's connection because access was revoked
      And Ben does not receive what Ana posts next
