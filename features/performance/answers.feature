@performance @FR-009 @needs.load @timeout.120
Feature: requests are answered in time under load
  Whatever people do, they get a response in time while a hundred others do the same.

  Rule: responses arrive within their budget, counted from when the request was due

    Scenario: posting is answered in time
      Given 100 people in 10 chatrooms
      When they post a message 100 times a second for 20 seconds
      Then 99 % of answers arrive within the answer budget
      And the error rate is within its budget

    @needs.edit @needs.delete @needs.reads
    Scenario Outline: requests to <act> are answered in time
      Given 100 people in 10 chatrooms
      When they <act> 100 times a second for 20 seconds
      Then 99 % of answers arrive within the answer budget
      And the error rate is within its budget

      Examples:
        | act                         |
        | edit a message              |
        | delete a message            |
        | read the newest messages    |
        | view their account          |
        | post, edit, delete and read |
