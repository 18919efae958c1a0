@performance @FR-009 @needs.load @timeout.120
Feature: deliveries under load
  Every message reaches everybody in its chatroom in time, once, and in one order, however many people write at once.

  Rule: as many people as are promised are served within every budget

    Scenario: a hundred people hear each other in time
      Given as many people as are promised, in 10 chatrooms
      When they post 200 messages a second for 20 seconds
      Then 99.5 % of deliveries arrive within the delivery budget
      And 99 % of answers arrive within the answer budget
      And no delivery is lost
      And everybody hears each message once, in one order
      And the share of errors is within its budget
      And the backend's memory grows by less than its budget

    Scenario: a busy minute does not come in even steps
      Given 100 people in 10 chatrooms
      When they post 100 messages a second for 20 seconds, at random moments
      Then 99 % of deliveries arrive within the delivery budget
      And no delivery is lost

    Scenario: a burst is heard in time
      Given 100 people in 10 chatrooms
      When they post 50 messages a second for 20 seconds, and 300 a second in the middle
      Then 99 % of deliveries arrive within the delivery budget
      And no delivery is lost
      And the share of errors is within its budget

    Scenario: long messages are heard in time
      Given 50 people in 10 chatrooms
      When they post 50 messages of 8000 characters a second for 20 seconds
      Then 99 % of deliveries arrive within the delivery budget
      And no delivery is lost

  Rule: one message may have many listeners

    Scenario: a message to a hundred listeners is heard by all in time
      Given 100 people in 1 chatroom
      When they post 20 messages a second for 20 seconds
      Then 99 % of deliveries arrive within the delivery budget
      And 90 % of answers arrive within the answer budget
      And no delivery is lost
      And everybody hears each message once, in one order

    @slow @timeout.300
    Scenario: a message to a thousand listeners is heard by all
      Given 1000 people in 1 chatroom
      When they post 2 messages a second for 20 seconds
      Then no delivery is lost
      And everybody hears each message once, in one order
      And the share of errors is within its budget

  @slow @timeout.300
  Rule: with more people than are promised times are measured, and still nothing is lost

    Scenario Outline: <people> people at once lose nothing
      Given <people> people in <rooms> chatrooms
      When they post 100 messages a second for 20 seconds
      Then no delivery is lost
      And everybody hears each message once, in one order
      And the share of errors is within its budget

      Examples:
        | people | rooms |
        | 500    | 50    |
        | 1000   | 100   |
