@sync @FR-002 @FR-003 @FR-012
Feature: messages written over the API are the messages heard
  A message that the API accepted reaches everyone in its chatroom, over their sockets, exactly once, in the order
  in which it was accepted, as the API answered it, and within the delivery budget. Nobody else hears of it.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Zoe works for another company

  Rule: everyone in a chatroom hears each message once, in the order it was accepted

    @smoke
    Scenario: three messages reach a listener once each and in order
      When Ana posts 3 messages over the API
      Then Ben receives the 3 messages once each, in order, within the delivery budget
      And what Ben received agrees with what the API answered

    @smoke
    Scenario: the author hears the own message too
      When Ana posts "Shall we begin?" over the API
      Then Ana receives the message once, within the delivery budget

    Scenario: a burst of 100 messages keeps its order
      When Ana posts 100 messages over the API
      Then Ben receives the 100 messages once each, in order
      And what Ben received agrees with what the API answered

    Scenario: two people who write at the same time lose nothing
      When Ana and Ben post 25 messages each at the same time
      Then Ana receives the 50 messages once each
      And Ben receives the 50 messages once each

    Scenario: every device of a person hears each message
      Given Ben also listens on his phone
      When Ana posts 3 messages over the API
      Then Ben receives the 3 messages once each, in order, within the delivery budget

    @needs.socket-writes
    Scenario: a message written over the socket reaches everyone like one written over the API
      When Ana posts "Sent from the socket" over the socket
      Then Ben receives the message once, within the delivery budget
      And what Ben received agrees with what the API answered

    Scenario: somebody who joins later hears what follows, and nothing from before
      Given Ana has posted "Before your time"
      And Cleo is in the chatroom "design" too
      When Ana posts "From now on you hear it" over the API
      Then Cleo receives the message once, within the delivery budget
      And Cleo hears nothing of "Before your time"

    Scenario: messages in one chatroom are not heard in another
      Given Ana and Ben are in the chatroom "lunch"
      When Ana posts "Only for design" in "design"
      Then Ben receives the message once, within the delivery budget
      And Ben hears nothing in "lunch"

  Rule: nobody outside hears anything

    Scenario: another company hears nothing of a message
      When Ana posts "Between us" over the API
      Then Ben receives the message once, within the delivery budget
      And Zoe hears nothing of it

    Scenario: a colleague who is not in a private chatroom hears nothing of it
      Given Cleo works for the same company as Ana
      When Ana posts "Only for the two of us" over the API
      Then Ben receives the message once, within the delivery budget
      And Cleo hears nothing of it

    @needs.companies
    Scenario: somebody from another company cannot write into the chatroom
      When Zoe tries to post "Hello from outside" in "design"
      Then the backend refuses it
      And Ben hears nothing of it

  Rule: what is refused is not announced

    @needs.validation
    Scenario: an empty message is refused, and nobody hears of it
      When Ana tries to post an empty message
      Then the backend refuses it
      And Ben hears nothing of it

    Scenario: the longest message allowed is heard unaltered
      When Ana posts a message of the greatest length allowed
      Then Ben receives the message once, within the delivery budget
      And what Ben received agrees with what the API answered

    @needs.validation
    Scenario: a message one character too long is refused, and nobody hears of it
      When Ana tries to post a message one character longer than allowed
      Then the backend refuses it
      And Ben hears nothing of it

  @needs.idempotency
  Rule: a retried message is one message

    Scenario: the same message sent twice with one key is accepted once and heard once
      When Ana posts "Just once, please" twice under one key
      Then both answers speak of the same message
      And Ben receives the message once, within the delivery budget
