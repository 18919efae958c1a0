@recovery @FR-008 @needs.local @timeout.120
Feature: a backend that breaks keeps what it acknowledged
  The backend is killed, restarted, frozen or locked out of its database. What it acknowledged is still there
  afterwards and reaches everyone once.

  Background:
    Given a backend that can be broken
    And Ana and Ben are in the chatroom "design"

  @needs.resume
  Rule: acknowledged messages outlive the process

    Scenario Outline: a backend that was <how> delivers missed messages after it restarts
      Given Ben's connection is cut
      And Ana has posted 3 messages
      When the backend is <how>
      And the backend is back
      And Ben reconnects and asks for the missed events
      Then Ben receives everything that Ana posted, once each

      Examples:
        | how        |
        | terminated |
        | killed     |

  Rule: a frozen backend loses nothing

    Scenario: a frozen backend delivers when it resumes
      Given Ana has posted 3 messages
      When the backend is frozen
      And the backend is back
      Then Ben still receives what Ana posts next

  Rule: a message that cannot be written is neither acknowledged nor announced

    Scenario Outline: a message is not accepted while the backend is <how>
      Given the backend is <how>
      When Ana posts "Is this kept?" over the API
      Then the outcome is unknown
      When the backend is back
      Then Ben still receives what Ana posts next

      Examples:
        | how                        |
        | locked out of its database |
        | out of disk space          |

  Rule: a failure during a broadcast loses only what was not acknowledged

    Scenario Outline: messages accepted before and after the backend is <how> reach everyone
      When Ana posts 20 messages, and the backend is <how> once the first is received
      Then Ben receives everything that was accepted, once each
      And Ben still receives what Ana posts next

      Examples:
        | how                        |
        | locked out of its database |

  @needs.accounts
  Rule: leftovers are reported, and removed when the backend is back

    Scenario Outline: data left because the backend was <how> during clean-up is reported and removed later
      Given Ana has posted 3 messages
      And Ana's program times out after half a second
      And Ana and Ben have disconnected
      And the backend is <how>
      When clean-up runs
      Then clean-up reports that Ana's company remains
      When the backend is back
      And clean-up runs again
      Then clean-up has left nothing behind

      Examples:
        | how                        |
        | killed                     |
        | frozen                     |
        | locked out of its database |
