@management @needs.service @timeout.240
Feature: executions that end early leave nothing behind
  Whatever ends an execution early, nothing of it keeps running, nothing in the queue is lost, and its result says so.

  Rule: people can cancel what they execute

    Background:
      Given a dedicated service that queues at most 1 execution
      And Olga the owner, Max the member, Mara the member and Gwen the guest use the service
      And Olga has added the long scenario "a long trial"
      And Olga has added the quick scenario "a trial"

    Scenario: running and waiting executions are cancelled, and nothing remains
      Given Max has "a long trial" running
      And Max has "a trial" waiting behind it
      When Gwen tries to cancel "a trial"
      Then the request is rejected with 403
      When Mara tries to cancel "a trial"
      Then the request is rejected with 403, mentioning "ADMIN"
      When Max cancels "a trial"
      Then "a trial" ends as CANCELLED for Max
      When Olga cancels "a long trial"
      Then "a long trial" ends as CANCELLED for Max
      And Max sees that "a long trial" was cut short
      And nothing that it started remains
      When Max tries to cancel "a long trial"
      Then the request is rejected with 409

    Scenario: a full queue rejects executions, and a restarted service continues with the queue
      Given Max has "a long trial" running
      And Max has "a trial" waiting behind it
      When Max tries to execute "a long trial"
      Then the request is rejected with 429
      And the response says when to retry
      When the service is killed and restarted
      Then "a long trial" ends as ERROR for Max, because "interrupted"
      And "a trial" passes for Max, with every request, response and event
      And nothing that it started remains

  Rule: executions that take too long are ended

    Scenario: an execution over its time limit ends as a timeout, and nothing remains
      Given Olga the owner uses the service
      And Olga has added the long scenario "a long trial"
      When Olga executes "a long trial" within 1000 ms
      Then "a long trial" ends as TIMEOUT for Olga, because "1,000 ms"
      And Olga sees that "a long trial" was cut short
      And nothing that it started remains
