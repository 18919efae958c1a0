@sync @FR-007 @FR-013
Feature: joining and leaving decides what is heard, at once
  Whoever is added hears what follows; whoever is removed hears nothing that was written after the removal was
  answered, whatever stays open.

  Background:
    Given Ana and Ben are in the chatroom "design"

  @needs.membership
  Rule: whoever is added hears what follows

    Scenario: an added colleague is announced to those in the chatroom
      Given Cleo works for the same company as Ana
      When Ana adds Cleo to "design"
      Then Ben hears that Cleo joined "design"
      And Cleo hears that she was added

    Scenario: an added colleague hears the next message
      Given Cleo works for the same company as Ana
      And Ana has added Cleo to "design"
      And Cleo listens to "design"
      When Ana posts "Welcome, Cleo" over the API
      Then Cleo receives the message once, within the delivery budget

    Scenario: somebody who was never added may not listen
      Given Cleo works for the same company as Ana
      When Cleo tries to listen to "design"
      Then Cleo is not let into "design"
      And what Ana posts next is not heard by Cleo

    Scenario: somebody from another company cannot be added
      Given Zoe works for another company
      When Ana tries to add Zoe to "design"
      Then the backend refuses it
      And Ben hears nothing of it

  @needs.membership
  Rule: whoever is removed hears nothing that follows

    @smoke
    Scenario: a removed member is told so, and hears nothing more
      When Ana removes Ben from "design"
      Then Ben hears that his access was revoked
      And what Ana posts next is not heard by Ben

    Scenario: those who stay hear that somebody left
      Given Cleo is in the chatroom "design" too
      When Ana removes Ben from "design"
      Then Cleo hears that Ben left "design"
      And Ben hears that his access was revoked

    Scenario: a removed member may listen again after being added again
      Given Ana has removed Ben from "design"
      And Ana has added Ben to "design"
      And Ben listens to "design"
      When Ana posts "Back again" over the API
      Then Ben receives the message once, within the delivery budget

    Scenario: a member cannot remove the owner of the chatroom
      When Ben tries to remove Ana from "design"
      Then the backend refuses it
      And Ana hears nothing of it

    Scenario: somebody who stops listening hears nothing more, and the others still do
      Given Ben also listens on his phone
      When Ben stops listening to "design" on his laptop
      Then what Ana posts next is heard on Ben's phone only

  @needs.membership
  Rule: whoever leaves the company leaves everything

    Scenario: a person removed from the company is disconnected at once
      When Ana removes Ben from the company
      Then Ben's connection is ended by the backend because access was revoked
      And what Ana posts next is not heard by Ben
