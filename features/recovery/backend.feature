@recovery @FR-008 @needs.local @timeout.120
Feature: a backend that breaks keeps what it acknowledged
  It is killed, started again, frozen, kept from its database. What it acknowledged is there afterwards, and reaches
  everybody once.

  Background:
    Given a backend that may break
    And Ana and Ben are in the chatroom "design"

  @needs.resume
  Rule: what was acknowledged outlives the process

    Scenario Outline: a backend that was <how> gives those who return what they missed
      Given Ben's connection is cut
      And Ana has posted 3 messages
      When the backend is <how>
      And the backend is back
      And Ben comes back and asks for what he missed
      Then Ben hears everything that Ana posted, once each

      Examples:
        | how        |
        | terminated |
        | killed     |

  Rule: a backend that stands still loses nothing

    Scenario: a frozen backend delivers when it goes on
      Given Ana has posted 3 messages
      When the backend is frozen
      And the backend is back
      Then Ben still receives what Ana posts next

  Rule: what cannot be written is not acknowledged, and nobody hears of it

    Scenario Outline: a message is not accepted while the backend is <how>
      Given the backend is <how>
      When Ana posts "Is this kept?" over the API
      Then nobody knows whether it happened
      When the backend is back
      Then Ben still receives what Ana posts next

      Examples:
        | how                      |
        | kept from its database   |
        | without room on its disk |

  Rule: a failure in the midst of a broadcast costs only what was not acknowledged

    Scenario Outline: what was accepted before and after reaches everybody when the backend is <how> in between
      When Ana posts 20 messages, and the backend is <how> once the first was heard
      Then Ben hears everything that was accepted, once each
      And Ben still receives what Ana posts next

      Examples:
        | how                    |
        | kept from its database |

  @needs.accounts
  Rule: what could not be removed is told, and is removed when the backend is back

    Scenario Outline: what was left because the backend was <how> during the clean-up is told, and removed later
      Given Ana has posted 3 messages
      And Ana's program waits half a second for an answer
      And Ana and Ben have gone home
      And the backend is <how>
      When what they made is being removed
      Then it is told that the company of Ana was left
      When the backend is back
      And what they made is removed once more
      Then nothing of it is left

      Examples:
        | how                    |
        | killed                 |
        | frozen                 |
        | kept from its database |
