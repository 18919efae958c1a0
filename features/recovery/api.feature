@recovery @FR-003 @FR-008 @needs.faults @needs.idempotency @timeout.120
Feature: API and socket fail independently, and a retried write is written once
  Responses are lost, come too late or report overload. A write retried with one key is written once and received once
  by everyone. While one way is broken, the other works.

  Rule: a write whose response is lost is written once, however often it is retried

    Background:
      Given Ana, Ben and Cleo are in the chatroom "design"

    Scenario Outline: a message arrives once although the API connection <trouble>
      Given Ana's API connection <trouble>
      When Ana posts "Did this get through?" over the API and retries until it is answered
      Then Ben receives the message once
      And what Ben received matches the API responses

      Examples:
        | trouble                      |
        | loses the next response      |
        | loses the next two responses |

    Scenario: an abandoned message reaches everyone or nobody
      Given Ana's API connection loses every response
      When Ana posts "Is anybody there?" over the API and gives up after 2 attempts
      Then the outcome is unknown
      When Ana's network recovers
      Then Ben still receives what Ana posts next
      And Cleo still receives what Ana posts next

    Scenario: a message whose response came too late is not written a second time
      Given Ana's program times out after half a second
      And Ana's API connection goes silent
      When Ana posts "Slow today" with an idempotency key
      Then the outcome is unknown
      When Ana's network recovers
      And Ana's program uses its usual timeout again
      And Ana posts "Slow today" again with the same key
      Then Ben receives the message once

  @needs.resume
  Rule: what still works keeps working

    Background:
      Given Ana, Ben and Cleo are in the chatroom "design"

    Scenario: someone without a socket can post over the API and receives everything after reconnecting
      Given Ben's laptop reconnects automatically
      When Ben's socket breaks and cannot be reopened
      And Ben posts 3 messages over the API
      Then Cleo receives the 3 messages once each, in order
      When Ben's network recovers
      Then Ben resumes without a gap within the recovery budget
      And Ben receives everything that Ben posted, once each

    Scenario: someone without API responses still receives what others write
      Given Ana's API connection loses every response
      When Ana posts "Anyone?" over the API
      Then the outcome is unknown
      And Ana still receives what Ben posts next

  @needs.local
  Rule: retrying after rate limiting loses nothing

    Scenario: rate-limited messages are written once when retried
      Given the backend accepts 10 requests a second from each person
      And Ana and Ben are in the chatroom "design"
      When Ana posts 40 messages at once and retries each until it is answered
      Then some of Ana's attempts are rejected because of the rate limit
      And Ben receives the 40 messages once each

    Scenario: messages below the rate limit are not rejected
      Given the backend accepts 60 requests a second from each person
      And Ana and Ben are in the chatroom "design"
      When Ana posts 10 messages over the API
      Then Ben receives the 10 messages once each, in order

    Scenario: a message that the backend could not write is written once when retried
      Given a backend that can be broken
      And Ana and Ben are in the chatroom "design"
      And the backend is locked out of its database
      When Ana posts "Is this kept?" with an idempotency key
      Then the outcome is unknown
      When the backend is back
      And Ana posts "Is this kept?" again with the same key
      Then Ben receives the message once
