@recovery @FR-003 @FR-008 @needs.faults @needs.idempotency @timeout.120
Feature: API and socket fail one without the other, and a write that is tried again is written once
  Answers are lost, come too late or say that there is too much to do. Who tries again under one key has written once,
  and everybody hears it once. While one way is broken the other works.

  Rule: a write whose answer is lost is written once, however often it is tried

    Background:
      Given Ana, Ben and Cleo are in the chatroom "design"

    Scenario Outline: a message arrives once although the way to the API <trouble>
      Given Ana's way to the API <trouble>
      When Ana posts "Did this get through?" over the API and tries again until it is answered
      Then Ben receives the message once
      And what Ben received agrees with what the API answered

      Examples:
        | trouble                    |
        | loses the next answer      |
        | loses the next two answers |

    Scenario: a message that was given up is heard by all, or by nobody
      Given Ana's way to the API loses every answer
      When Ana posts "Is anybody there?" over the API and gives up after 2 attempts
      Then nobody knows whether it happened
      When Ana's network recovers
      Then Ben still receives what Ana posts next
      And Cleo still receives what Ana posts next

    Scenario: a message whose answer took too long is not written a second time
      Given Ana's program waits half a second for an answer
      And Ana's way to the API goes silent
      When Ana posts "Slow today" under a key
      Then nobody knows whether it happened
      When Ana's network recovers
      And Ana's program waits as long as usual again
      And Ana posts "Slow today" again under the same key
      Then Ben receives the message once

  @needs.resume
  Rule: what works goes on working

    Background:
      Given Ana, Ben and Cleo are in the chatroom "design"

    Scenario: who lost his socket still writes over the API, and hears all of it when he is back
      Given Ben's laptop returns by itself
      When Ben's socket breaks and no new one gets through
      And Ben posts 3 messages over the API
      Then Cleo receives the 3 messages once each, in order
      When Ben's network recovers
      Then Ben resumes without a gap within the recovery budget
      And Ben hears everything that Ben posted, once each

    Scenario: who gets no answer from the API still hears what others write
      Given Ana's way to the API loses every answer
      When Ana posts "Anyone?" over the API
      Then nobody knows whether it happened
      And Ana still receives what Ben posts next

  @needs.local
  Rule: who is told that there is too much to do tries again, and loses nothing

    Scenario: messages that were turned away because there were too many are written once when tried again
      Given the backend takes 10 requests a second from each person
      And Ana and Ben are in the chatroom "design"
      When Ana posts 40 messages at once and tries each again until it is answered
      Then some of Ana's attempts were turned away because there were too many
      And Ben receives the 40 messages once each

    Scenario: no message is turned away where there is not too much
      Given the backend takes 60 requests a second from each person
      And Ana and Ben are in the chatroom "design"
      When Ana posts 10 messages over the API
      Then Ben receives the 10 messages once each, in order

    Scenario: a message that the backend could not write is written once when tried again
      Given a backend that may break
      And Ana and Ben are in the chatroom "design"
      And the backend is kept from its database
      When Ana posts "Is this kept?" under a key
      Then nobody knows whether it happened
      When the backend is back
      And Ana posts "Is this kept?" again under the same key
      Then Ben receives the message once
