@performance @FR-009 @needs.load @timeout.120
Feature: connections under load
  Many who come at once are let in; some who read slowly cost the others nothing; who is cut off comes back.

  Rule: a storm of connections is weathered

    Scenario: a hundred people connect at once
      Given 100 people in 10 chatrooms
      When all of them connect at once, and post 50 messages a second for 10 seconds
      Then 90 % of connections stand within the answer budget
      And no delivery is lost

  Rule: slow readers cost others nothing

    Scenario: people who stop reading for a while do not hold up the others
      Given 100 people in 10 chatrooms
      When they post 100 messages a second for 20 seconds, while 10 of them stop reading for a while
      Then 99 % of deliveries arrive within the delivery budget
      And no delivery is lost

  @FR-008 @needs.numbers @needs.resume
  Rule: who is cut off under load misses nothing

    Scenario: people who are cut off come back while others go on writing
      Given 100 people in 10 chatrooms
      When they post 100 messages a second for 20 seconds, while 30 of them are cut off and come back
      Then everybody who was cut off is back within the recovery budget
      And no delivery is lost
      And everybody hears each message once, in one order
      And 99 % of deliveries arrive within the delivery budget

  @FR-008 @needs.numbers @needs.resume @needs.local
  Rule: a backend that breaks under load loses nothing that it acknowledged

    Scenario Outline: the backend is <how> while others go on writing, and is started again
      Given 100 people in 10 chatrooms
      When they post 100 messages a second for 20 seconds, while the backend is <how> for 2 seconds
      Then everybody who was cut off is back within the recovery budget
      And no delivery is lost
      And everybody hears each message once, in one order
      And no request fails once the backend is back

      Examples:
        | how        |
        | killed     |
        | terminated |

    Scenario: the backend is frozen while others go on writing
      Given 100 people in 10 chatrooms
      When they post 100 messages a second for 20 seconds, while the backend is frozen for 2 seconds
      Then no delivery is lost
      And everybody hears each message once, in one order
      And the share of errors is within its budget
      And no request fails once the backend is back
