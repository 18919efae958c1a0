@performance @FR-009 @needs.load @timeout.300
Feature: what a backend can bear, and for how long
  Load neither fills its memory nor wears it out, and it is known how much it bears.

  Rule: what was taken is given back

    Scenario: memory stays within its budget, and nothing stays open
      Given 100 people in 10 chatrooms
      When they post 100 messages a second for 60 seconds
      Then the backend's memory grows by less than its budget
      And the backend gives back what it opened
      And 99 % of deliveries arrive within the delivery budget
      And no delivery is lost

  Rule: the highest load within the budgets is known

    @slow
    Scenario: the knee is above what a hundred people need
      Given 100 people in 10 chatrooms
      When they post ever more messages a second, from 50 on, each time for 5 seconds
      Then at least 100 messages a second were within the budgets
