@management @needs.service @timeout.240
Feature: the result of an execution shows what happened
  Members execute scenarios; each is really run, and the result reports its requests, responses and events, how long
  they took, which promises held and, for a violated one, a witness.

  Rule: a result reports what happened

    Background:
      Given Olga the owner, Adam the administrator, Max the member and Gwen the guest use the service
      And Adam has added the quick scenario "a trial"

    Scenario: a passed scenario shows its requests, responses, events and measurements
      Given Zoe the owner uses the service
      When Max executes "a trial"
      Then the execution is accepted and queued
      And "a trial" passes for Gwen, with every request, response and event
      And Gwen sees the deliveries of "a trial" and how long they took
      And Gwen finds "a trial" among the results, as PASSED
      And the trend of "a trial" shows Gwen 1 passed run
      And Zoe sees nothing of "a trial"
      And nothing that it started remains

    Scenario: a lost message is found, shown live and explained by a witness
      When Max executes "a trial" with a relay that drops what Ben should receive
      And Gwen watches "a trial" live
      Then Gwen receives the violation of P1, with a witness, before the end
      And "a trial" fails for Gwen, and a witness shows how P1 was violated
      And Gwen finds "a trial" among the results, as FAILED

    Scenario: a backend that is down is an error, not a failure of the scenario
      When Max executes "a trial" with a backend that is down
      Then "a trial" ends as ERROR for Max, because "not healthy"

    Scenario: an administrator can execute a scenario for someone else
      When Adam executes "a trial" for Max
      Then "a trial" belongs to Max
      When Adam cancels "a trial"
      Then "a trial" ends as CANCELLED for Max

  Rule: executions that are not allowed are rejected

    Background:
      Given Olga the owner, Adam the administrator, Max the member and Gwen the guest use the service
      And "a trial" is a scenario of the suite

    Scenario: a guest cannot execute a scenario
      When Gwen tries to execute "a trial"
      Then the request is rejected with 403, mentioning "MEMBER"

    Scenario: a member cannot execute a scenario for someone else
      When Max tries to execute "a trial" for Adam
      Then the request is rejected with 403

    Scenario: executing an unknown scenario is rejected
      When Max tries to execute an unknown scenario
      Then the request is rejected with 404

    Scenario Outline: an execution with <limit> is rejected
      When Max tries to execute "a trial" with <limit>
      Then the request is rejected with 400, mentioning "<field>"

      Examples:
        | limit                             | field      |
        | a time limit of 999 ms            | timeout    |
        | a time limit of 300,001 ms        | timeout    |
        | a time limit that is not a number | timeout    |
        | 6 retries                         | retryCount |
        | -1 retries                        | retryCount |

    Scenario Outline: an execution with <parameter> is rejected
      When Max tries to execute "a trial" with <parameter>
      Then the request is rejected with 400, mentioning "<named>"

      Examples:
        | parameter                    | named               |
        | an unknown setting           | no_such_setting     |
        | another reports folder       | reports             |
        | their own target             | target              |
        | their own receivers          | notices.failure     |
        | a backend on another machine | backend.example.com |

  Rule: unknown records are not found

    Background:
      Given Olga the owner uses the service

    Scenario: an unknown result is not found
      When Olga requests an unknown result
      Then the request is rejected with 404

    Scenario Outline: a request for <records> with the <field> "<value>" is rejected
      When Olga requests the <records> with <field> "<value>"
      Then the request is rejected with 400, mentioning "<field>"

      Examples:
        | records      | field      | value     |
        | results      | status     | HAPPY     |
        | results      | startTime  | yesterday |
        | measurements | metricType | WEIGHT    |
        | measurements | limit      | 0         |
        | deliveries   | source     | PIGEON    |
        | deliveries   | endTime    | soon      |

    Scenario: the service reports the health of its components
      Then every component of the service is healthy
