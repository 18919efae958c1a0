@sync @FR-002 @FR-003 @FR-012
Feature: edits, deletions and replies reach everyone who received the message
  What is changed over the API is changed for everyone who listens: the new text, the deletion or the reply arrives
  once, in order, and matches the API response.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Ana has posted "Draft"

  @needs.edit
  Rule: everyone receives an edit with the text from the API response

    @smoke
    Scenario: an edited message arrives with its new text
      When Ana edits her message to "Final"
      Then Ben receives the edit once, within the delivery budget
      And what Ben received matches the API responses

    @needs.reads
    Scenario: a read after an edit shows the new text
      When Ana edits her message to "Final"
      Then a later read of the chatroom shows "Final"
      And a later read of the chatroom no longer shows "Draft"

    Scenario: ten edits of one message arrive in the order they were made
      When Ana edits her message 10 times
      Then Ben receives the 10 edits once each, in order
      And what Ben received matches the API responses

    @needs.ownership
    Scenario: a member cannot edit someone else's message
      When Ben tries to edit Ana's message to "Hijacked"
      Then the backend rejects it
      And Ana receives nothing about it

    @needs.ownership @needs.reads
    Scenario: a rejected edit of someone else's message changes nothing
      When Ben tries to edit Ana's message to "Hijacked"
      Then the backend rejects it
      And a later read of the chatroom shows "Draft"

  @needs.delete
  Rule: everyone receives a deletion, and nothing of the text remains

    Scenario: a deleted message is gone for everyone
      When Ana deletes her message
      Then Ben receives the deletion once, within the delivery budget

    @needs.reads
    Scenario: a read after a deletion shows nothing of the message
      When Ana deletes her message
      Then a later read of the chatroom no longer shows "Draft"

    @needs.delete-once
    Scenario: a deleted message cannot be deleted again
      Given Ana has deleted her message
      When Ana tries to delete her message
      Then the backend rejects it
      And Ben receives nothing about it

    @needs.ownership
    Scenario: a member cannot delete someone else's message
      When Ben tries to delete Ana's message
      Then the backend rejects it
      And Ana receives nothing about it

  @needs.replies
  Rule: a reply names the message it answers

    Scenario: a reply arrives with a reference to the message it answers
      When Ben replies "Looks good" to Ana's message
      Then Ana receives the message once, within the delivery budget
      And what Ana received matches the API responses
      And what Ana received is a reply to "Draft"

    @needs.reply-checks
    Scenario: a reply to a message that does not exist is rejected and not announced
      When Ben tries to reply "To whom?" to a message that does not exist
      Then the backend rejects it
      And Ana receives nothing about it
