@management @needs.service @timeout.240
Feature: executions that are ended
  Whatever ends an execution before its time, nothing of it goes on, nothing that waits is lost, and its result says so.

  Rule: who executes may cancel

    Background:
      Given a service of their own at which 1 execution may wait
      And Olga the owner, Max the member, Mara the member and Gwen the guest use the service
      And Olga has added the long scenario "a long trial"
      And Olga has added the quick scenario "a trial"

    Scenario: what runs and what waits is cancelled, and nothing is left
      Given Max has "a long trial" running
      And "a trial" waits behind it for Max
      When Gwen tries to cancel "a trial"
      Then it is refused with 403
      When Mara tries to cancel "a trial"
      Then it is refused with 403, and told "ADMIN"
      When Max cancels "a trial"
      Then "a trial" comes to CANCELLED for Max
      When Olga cancels "a long trial"
      Then "a long trial" comes to CANCELLED for Max
      And Max sees that "a long trial" was cut short
      And nothing that it started is left
      When Max tries to cancel "a long trial"
      Then it is refused with 409

    Scenario: a full queue takes no more; a service that comes back marks what it ran and goes on with what waited
      Given Max has "a long trial" running
      And "a trial" waits behind it for Max
      When Max tries to have "a long trial" executed
      Then it is refused with 429
      And it is told when to try again
      When the service is lost and started again
      Then "a long trial" comes to ERROR for Max, because "interrupted"
      And "a trial" passes for Max, with all that was asked, answered and heard
      And nothing that it started is left

  Rule: what takes too long is ended

    Scenario: an execution that is not over in its time comes to a time-out, and nothing is left
      Given Olga the owner uses the service
      And Olga has added the long scenario "a long trial"
      When Olga has "a long trial" executed within 1000 ms
      Then "a long trial" comes to TIMEOUT for Olga, because "1,000 ms"
      And Olga sees that "a long trial" was cut short
      And nothing that it started is left
