@sync @FR-003 @FR-004 @needs.idempotency
Feature: who tries a message again under its key has written it once
  Answers get lost, and people and programs try again. Under one key a message is written once, heard once and always
  answered as it was at first, whichever way it is tried again.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Zoe works for another company

  Rule: a message tried again is the same message

    @FR-008 @needs.socket-writes
    Scenario: a message whose answer was lost is not written a second time
      When Ana posts "Did you get this?" under a key, but loses the answer
      And Ana posts "Did you get this?" again under the same key
      Then Ben receives the message once, within the delivery budget
      And what Ben received agrees with what the API answered
      And Zoe hears nothing of it

    @needs.socket-writes
    Scenario: a message tried again over the socket is the one written over the API
      When Ana posts "Either way" under a key
      And Ana posts "Either way" again under the same key over the socket
      Then everything that Ana tried under the key was answered with the same message
      And Ben receives the message once, within the delivery budget

    @needs.socket-writes
    Scenario: two devices that try one message at once write it once
      Given Ana also listens on her phone
      When Ana posts "From both hands" under one key on her laptop and her phone at once
      Then everything that Ana tried under the key was answered with the same message
      And Ben receives the message once, within the delivery budget
      And Zoe hears nothing of it

    @needs.edit
    Scenario: a message tried again after it was edited is answered as it was at first
      Given Ana has posted "First thought" under a key
      And Ana has edited her message to "Second thought"
      When Ana posts "First thought" again under the same key
      Then everything that Ana tried under the key was answered with the same message
      And Ben hears nothing of it
      And a later read of the chatroom shows "Second thought"
      And a later read of the chatroom no longer shows "First thought"

    @needs.delete
    Scenario: a message tried again after it was deleted does not come back
      Given Ana has posted "Never mind" under a key
      And Ana has deleted her message
      When Ana posts "Never mind" again under the same key
      Then Ben hears nothing of it
      And a later read of the chatroom no longer shows "Never mind"

  Rule: a key belongs to one message of one person

    Scenario: another text under a key that was used is refused, and nobody hears of it
      Given Ana has posted "As it was" under a key
      When Ana tries to post "As it was not" under the same key
      Then the backend refuses it
      And Ben hears nothing of it
      And a later read of the chatroom no longer shows "As it was not"

    Scenario: two people who happen to use one key write two messages
      When Ana posts "Mine" under a key
      And Ben posts "Mine" under a key
      Then Ben receives the 2 messages once each, in order
      And Ana receives the 2 messages once each, in order
