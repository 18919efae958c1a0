@performance @FR-009 @needs.load @timeout.300
Feature: a backend sustains its load
  Load neither fills its memory nor wears it out, and its limit is known.

  Rule: resources are released

    Scenario: memory stays within its budget, and no handle stays open
      Given 100 people in 10 chatrooms
      When they post 100 messages a second for 60 seconds
      Then the backend's memory growth is within its budget
      And the backend releases the handles it opened
      And 99 % of deliveries arrive within the delivery budget
      And no delivery is lost

  Rule: the saturation point is known

    @slow
    Scenario: the saturation point is above 100 messages a second
      Given 100 people in 10 chatrooms
      When they post at increasing rates, from 50 messages a second, for 5 seconds each
      Then at least 100 messages a second stay within the budgets
