@sync @FR-002 @FR-003 @FR-012
Feature: messages posted over the API arrive over the sockets
  A message that the API accepted reaches everyone in its chatroom over their sockets exactly once, in the order of
  acceptance, matching the API response and within the delivery budget. Nobody else receives it.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Zoe works for another company

  Rule: everyone in a chatroom receives each message once, in the order of acceptance

    @smoke
    Scenario: three messages reach a listener once each and in order
      When Ana posts 3 messages over the API
      Then Ben receives the 3 messages once each, in order, within the delivery budget
      And what Ben received matches the API responses

    @smoke
    Scenario: the author receives their own message too
      When Ana posts "Shall we begin?" over the API
      Then Ana receives the message once, within the delivery budget

    Scenario: a burst of 100 messages keeps its order
      When Ana posts 100 messages over the API
      Then Ben receives the 100 messages once each, in order
      And what Ben received matches the API responses

    Scenario: messages written by two people at the same time are all received
      When Ana and Ben post 25 messages each at the same time
      Then Ana receives the 50 messages once each
      And Ben receives the 50 messages once each

    Scenario: every device of a person receives each message
      Given Ben also listens on his phone
      When Ana posts 3 messages over the API
      Then Ben receives the 3 messages once each, in order, within the delivery budget

    @needs.socket-writes
    Scenario: a message posted over the socket reaches everyone, like one posted over the API
      When Ana posts "Sent from the socket" over the socket
      Then Ben receives the message once, within the delivery budget
      And what Ben received matches the API responses

    Scenario: someone who joins later receives what follows and nothing from before
      Given Ana has posted "Before your time"
      And Cleo is in the chatroom "design" too
      When Ana posts "From now on you hear it" over the API
      Then Cleo receives the message once, within the delivery budget
      And Cleo does not receive "Before your time"

    Scenario: messages in one chatroom do not appear in another
      Given Ana and Ben are in the chatroom "lunch"
      When Ana posts "Only for design" in "design"
      Then Ben receives the message once, within the delivery budget
      And Ben receives nothing in "lunch"

  Rule: nobody outside the chatroom receives anything

    Scenario: another company receives nothing about a message
      When Ana posts "Between us" over the API
      Then Ben receives the message once, within the delivery budget
      And Zoe receives nothing about it

    Scenario: a colleague outside a private chatroom receives nothing from it
      Given Cleo works for the same company as Ana
      When Ana posts "Only for the two of us" over the API
      Then Ben receives the message once, within the delivery budget
      And Cleo receives nothing about it

    @needs.companies
    Scenario: someone from another company cannot post in the chatroom
      When Zoe tries to post "Hello from outside" in "design"
      Then the backend rejects it
      And Ben receives nothing about it

  Rule: a rejected message is not announced

    @needs.empty-text
    Scenario: an empty message is rejected and not announced
      When Ana tries to post an empty message
      Then the backend rejects it
      And Ben receives nothing about it

    Scenario: a message of the maximum length arrives unaltered
      When Ana posts a message of the maximum length
      Then Ben receives the message once, within the delivery budget
      And what Ben received matches the API responses

    @needs.text-limit
    Scenario: a message one character too long is rejected and not announced
      When Ana tries to post a message one character over the maximum length
      Then the backend rejects it
      And Ben receives nothing about it

  @needs.idempotency
  Rule: a retried message is one message

    Scenario: the same message sent twice with one key is accepted once and received once
      When Ana posts "Just once, please" twice with one idempotency key
      Then both responses refer to the same message
      And Ben receives the message once, within the delivery budget
