@performance @FR-009 @needs.load @timeout.120
Feature: messages are delivered in time under load
  Every message reaches everyone in its chatroom in time, once, and in one order, however many people write at once.

  Rule: the promised number of people are served within every budget

    Scenario: a hundred people receive each other's messages in time
      Given the promised number of people in 10 chatrooms
      When they post 200 messages a second for 20 seconds
      Then 99.5 % of deliveries arrive within the delivery budget
      And 99 % of answers arrive within the answer budget
      And no delivery is lost
      And everyone receives each message once, in one order
      And the error rate is within its budget
      And the backend's memory growth is within its budget

    Scenario: randomly timed load is delivered in time
      Given 100 people in 10 chatrooms
      When they post 100 messages a second for 20 seconds, at random moments
      Then 99 % of deliveries arrive within the delivery budget
      And no delivery is lost

    Scenario: a burst is delivered in time
      Given 100 people in 10 chatrooms
      When they post 50 messages a second for 20 seconds, and 300 a second in the middle
      Then 99 % of deliveries arrive within the delivery budget
      And no delivery is lost
      And the error rate is within its budget

    Scenario: long messages are delivered in time
      Given 50 people in 10 chatrooms
      When they post 50 messages of 8000 characters a second for 20 seconds
      Then 99 % of deliveries arrive within the delivery budget
      And no delivery is lost

  Rule: one message can have many listeners

    Scenario: a message reaches a hundred listeners in time
      Given 100 people in 1 chatroom
      When they post 20 messages a second for 20 seconds
      Then 99 % of deliveries arrive within the delivery budget
      And 90 % of answers arrive within the answer budget
      And no delivery is lost
      And everyone receives each message once, in one order

    @slow @timeout.300
    Scenario: a message reaches a thousand listeners
      Given 1000 people in 1 chatroom
      When they post 2 messages a second for 20 seconds
      Then no delivery is lost
      And everyone receives each message once, in one order
      And the error rate is within its budget

  @slow @timeout.300
  Rule: with more people than promised, times are measured and nothing is lost

    Scenario Outline: <people> people at once lose no messages
      Given <people> people in <rooms> chatrooms
      When they post 100 messages a second for 20 seconds
      Then no delivery is lost
      And everyone receives each message once, in one order
      And the error rate is within its budget

      Examples:
        | people | rooms |
        | 500    | 50    |
        | 1000   | 100   |
