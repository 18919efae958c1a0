@sync @FR-003 @FR-004 @needs.idempotency
Feature: a message retried with the same key is written once
  Responses get lost, and people and programs try again. With one key, a message is written once, received once and
  always answered as it was at first, whichever way it is retried.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Zoe works for another company

  Rule: a retried message is the same message

    @FR-008 @needs.socket-writes
    Scenario: a message whose response was lost is not written a second time
      When Ana posts "Did you get this?" with an idempotency key but loses the response
      And Ana posts "Did you get this?" again with the same key
      Then Ben receives the message once, within the delivery budget
      And what Ben received matches the API responses
      And Zoe receives nothing about it

    @needs.socket-writes
    Scenario: a message retried over the socket is the one written over the API
      When Ana posts "Either way" with an idempotency key
      And Ana posts "Either way" again with the same key over the socket
      Then every attempt by Ana with the key is answered with the same message
      And Ben receives the message once, within the delivery budget

    @needs.socket-writes
    Scenario: two devices that send one message at the same time write it once
      Given Ana also listens on her phone
      When Ana posts "From both hands" with one idempotency key on her laptop and her phone at once
      Then every attempt by Ana with the key is answered with the same message
      And Ben receives the message once, within the delivery budget
      And Zoe receives nothing about it

    @needs.edit @needs.reads
    Scenario: a message retried after an edit gets the original response
      Given Ana has posted "First thought" with an idempotency key
      And Ana has edited her message to "Second thought"
      When Ana posts "First thought" again with the same key
      Then every attempt by Ana with the key is answered with the same message
      And Ben receives nothing about it
      And a later read of the chatroom shows "Second thought"
      And a later read of the chatroom no longer shows "First thought"

    @needs.delete @needs.reads
    Scenario: a message retried after its deletion stays deleted
      Given Ana has posted "Never mind" with an idempotency key
      And Ana has deleted her message
      When Ana posts "Never mind" again with the same key
      Then Ben receives nothing about it
      And a later read of the chatroom no longer shows "Never mind"

  Rule: a key belongs to one message of one person

    @needs.reads
    Scenario: a different text with a used key is rejected and not announced
      Given Ana has posted "As it was" with an idempotency key
      When Ana tries to post "As it was not" with the same key
      Then the backend rejects it
      And Ben receives nothing about it
      And a later read of the chatroom no longer shows "As it was not"

    Scenario: two people who happen to use the same key write two messages
      When Ana posts "Mine" with an idempotency key
      And Ben posts "Mine" with an idempotency key
      Then Ben receives the 2 messages once each, in order
      And Ana receives the 2 messages once each, in order
