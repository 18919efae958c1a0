@management @needs.service @timeout.240
Feature: recipients are notified of results
  Everyone who asked for it is notified of a result: once, with the smallest witness and a link. Passed executions
  send no notice, and a notice that cannot be delivered changes nothing.

  Rule: each kind of notice goes once to those who asked for it

    Background:
      Given a dedicated service that notifies the team of failures and the office of recoveries
      And Olga the owner and Max the member use the service
      And Olga has added the quick scenario "a trial"

    Scenario: a lost message is reported once, with its witness
      Given Max has executed "a trial" with a relay that drops what Ben should receive
      Then the team is notified once that "a trial" failed
      And the team receives the same witness for "a trial" as Max
      And the office receives no notice

    Scenario: a passed execution sends no notice
      Given Max has executed "a trial"
      Then no notice is sent

    Scenario: a broken run is reported with its reason
      Given Max has executed "a trial" with a backend that is down
      Then the team is notified once that the run of "a trial" broke
      And the office receives no notice

    Scenario: a scenario that failed before and passes now is reported as recovered
      Given Olga has added the mistaken scenario "a trial of old"
      And Max has executed "a trial of old"
      And Olga has corrected "a trial of old"
      And Max has executed "a trial of old"
      Then the team is notified once that "a trial of old" failed
      And the office is notified once that "a trial of old" passes again

  Rule: exceeded budgets are reported even when nothing fails

    Scenario: a delivery over its budget is reported
      Given a dedicated service that notifies the team of exceeded budgets and the office of failures
      And Olga the owner and Max the member use the service
      And Olga has added the quick scenario "a trial"
      And Max has executed "a trial" with a relay that is slow for Ben
      Then the team is notified once that "a trial" exceeded its budget
      And the office receives no notice

  Rule: a notice that cannot be delivered changes nothing

    Scenario: a failing receiver does not block the result
      Given a dedicated service that notifies the team of failures through a failing receiver
      And Olga the owner and Max the member use the service
      And Olga has added the quick scenario "a trial"
      When Max executes "a trial" with a relay that drops what Ben should receive
      Then "a trial" fails for Max, and a witness shows how P1 was violated
      And the failed notice of "a trial" is recorded without any address
      And nothing that it started remains
