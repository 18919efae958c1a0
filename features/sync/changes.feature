@sync @FR-002 @FR-003 @FR-012 @needs.reads
Feature: edits, deletions and replies reach everyone who heard the message
  What is changed over the API is changed for everyone who listens: the new text, the deletion, the reply, once, in
  order, as the API answered it.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Ana has posted "Draft"

  @needs.edit
  Rule: an edit is heard by everyone, with the text the API answered

    @smoke
    Scenario: an edited message is heard with its new text
      When Ana edits her message to "Final"
      Then Ben hears of the edit once, within the delivery budget
      And what Ben received agrees with what the API answered
      And a later read of the chatroom shows "Final"

    Scenario: ten edits of one message arrive in the order they were made
      When Ana edits her message 10 times
      Then Ben hears of the 10 edits once each, in order
      And what Ben received agrees with what the API answered

    Scenario: somebody else's message cannot be edited by a member
      When Ben tries to edit Ana's message to "Hijacked"
      Then the backend refuses it
      And Ana hears nothing of it
      And a later read of the chatroom shows "Draft"

  @needs.delete
  Rule: a deletion is heard by everyone, and nothing of the text remains

    Scenario: a deleted message is gone for everyone
      When Ana deletes her message
      Then Ben hears of the deletion once, within the delivery budget
      And a later read of the chatroom no longer shows "Draft"

    Scenario: a deleted message cannot be deleted again
      Given Ana has deleted her message
      When Ana tries to delete her message
      Then the backend refuses it
      And Ben hears nothing of it

    Scenario: somebody else's message cannot be deleted by a member
      When Ben tries to delete Ana's message
      Then the backend refuses it
      And Ana hears nothing of it

  @needs.replies
  Rule: a reply names the message it answers

    Scenario: a reply is heard together with the message it answers
      When Ben replies "Looks good" to Ana's message
      Then Ana receives the message once, within the delivery budget
      And what Ana received agrees with what the API answered
      And what Ana received answers the message "Draft"

    Scenario: a reply to a message that is not there is refused, and nobody hears of it
      When Ben tries to reply "To whom?" to a message that is not there
      Then the backend refuses it
      And Ana hears nothing of it
