@performance @FR-009 @needs.load @timeout.120
Feature: connections survive load
  Many people who connect at once are served; slow readers do not affect the others; people who are cut off reconnect.

  Rule: a burst of new connections is handled

    Scenario: a hundred people who connect at once are served in time
      Given 100 people in 10 chatrooms
      When all of them connect at once, and post 50 messages a second for 10 seconds
      Then 90 % of connections open within the answer budget
      And no delivery is lost

  Rule: slow readers do not affect others

    Scenario: people who stop reading for a while do not delay the others
      Given 100 people in 10 chatrooms
      When they post 100 messages a second for 20 seconds, while 10 of them stop reading for a while
      Then 99 % of deliveries arrive within the delivery budget
      And no delivery is lost

  @FR-008 @needs.numbers @needs.resume
  Rule: people cut off under load miss nothing

    Scenario: people who are cut off reconnect while others keep writing
      Given 100 people in 10 chatrooms
      When they post 100 messages a second for 20 seconds, while 30 of them are cut off and reconnect
      Then everyone who was cut off has reconnected within the recovery budget
      And no delivery is lost
      And everyone receives each message once, in one order
      And 99 % of deliveries arrive within the delivery budget

  @FR-008 @needs.numbers @needs.resume @needs.local
  Rule: a backend that fails under load loses nothing that it acknowledged

    Scenario Outline: a backend that is <how> under load and restarted loses nothing
      Given 100 people in 10 chatrooms
      When they post 100 messages a second for 20 seconds, while the backend is <how> for 2 seconds
      Then everyone who was cut off has reconnected within the recovery budget
      And no delivery is lost
      And everyone receives each message once, in one order
      And no request fails once the backend is back

      Examples:
        | how        |
        | killed     |
        | terminated |

    Scenario: a backend that is frozen under load loses nothing
      Given 100 people in 10 chatrooms
      When they post 100 messages a second for 20 seconds, while the backend is frozen for 2 seconds
      Then no delivery is lost
      And everyone receives each message once, in one order
      And the error rate is within its budget
      And no request fails once the backend is back
