@management @needs.service @timeout.240
Feature: executing a scenario
  Members execute scenarios; each is really run, and the result says what happened: what was asked, answered and heard,
  how long it took, which promises held, and, where one did not, how one sees it.

  Rule: the result is what happened

    Background:
      Given Olga the owner, Adam the administrator, Max the member and Gwen the guest use the service
      And Adam has added the quick scenario "a trial"

    Scenario: a scenario that passes shows what was asked, answered, heard and measured
      Given Zoe the owner uses the service
      When Max has "a trial" executed
      Then it is accepted, and waits for its turn
      And "a trial" passes for Gwen, with all that was asked, answered and heard
      And Gwen sees the deliveries of "a trial" and how long they took
      And Gwen finds "a trial" among the results, as PASSED
      And the trend of "a trial" shows Gwen 1 run, passed
      And Zoe sees nothing of "a trial"
      And nothing that it started is left

    Scenario: a loss is found, shown live, and explained by a witness
      When Max has "a trial" executed with a relay that loses what Ben should hear
      And Gwen watches "a trial" live
      Then Gwen is told that P1 was violated, with a witness, before the end
      And "a trial" fails for Gwen, and a witness shows how P1 was broken
      And Gwen finds "a trial" among the results, as FAILED

    Scenario: a backend that is down is no failure of the scenario
      When Max has "a trial" executed with a backend that is down
      Then "a trial" comes to ERROR for Max, because "not healthy"

    Scenario: an administrator executes for somebody else
      When Adam has "a trial" executed for Max
      Then "a trial" is Max's
      When Adam cancels "a trial"
      Then "a trial" comes to CANCELLED for Max

  Rule: what may not be executed is refused

    Background:
      Given Olga the owner, Adam the administrator, Max the member and Gwen the guest use the service
      And "a trial" is a scenario of the suite

    Scenario: a guest executes nothing
      When Gwen tries to have "a trial" executed
      Then it is refused with 403, and told "MEMBER"

    Scenario: a member executes for nobody else
      When Max tries to have "a trial" executed for Adam
      Then it is refused with 403

    Scenario: a scenario that there is not
      When Max tries to have a scenario executed that there is not
      Then it is refused with 404

    Scenario Outline: <limit> cannot be
      When Max tries to have "a trial" executed with <limit>
      Then it is refused with 400, and told "<field>"

      Examples:
        | limit                          | field      |
        | a time limit of 999 ms         | timeout    |
        | a time limit of 300,001 ms     | timeout    |
        | a time limit that is no number | timeout    |
        | 6 retries                      | retryCount |
        | -1 retries                     | retryCount |

    Scenario Outline: <parameter> may not be set
      When Max tries to have "a trial" executed with <parameter>
      Then it is refused with 400, and told "<named>"

      Examples:
        | parameter                      | named               |
        | a setting that there is not    | no_such_setting     |
        | another folder for its reports | reports             |
        | a target of their own          | target              |
        | receivers of their own         | notices.failure     |
        | a backend on another machine   | backend.example.com |

  Rule: what there is not is not found

    Background:
      Given Olga the owner uses the service

    Scenario: a result that there is not
      When Olga asks for a result that there is not
      Then it is refused with 404

    Scenario Outline: <records> with the <field> "<value>" are refused
      When Olga asks for the <records> with <field> "<value>"
      Then it is refused with 400, and told "<field>"

      Examples:
        | records      | field      | value     |
        | results      | status     | HAPPY     |
        | results      | startTime  | yesterday |
        | measurements | metricType | WEIGHT    |
        | measurements | limit      | 0         |
        | deliveries   | source     | PIGEON    |
        | deliveries   | endTime    | soon      |

    Scenario: the service says how its parts are
      Then all parts of the service are well
