@management @needs.service @timeout.240
Feature: everyone with access can watch an execution live
  Everyone with read access receives the events of an execution while it runs: each once, in order, and again from any
  number.

  Background:
    Given Olga the owner, Max the member and Gwen the guest use the service
    And Olga has added the quick scenario "a trial"

  Scenario: early, late and returning watchers receive the same events
    When Max executes "a trial"
    And Max watches "a trial" live
    And Gwen starts watching "a trial" while it runs
    Then Max receives "a trial" from start to end, every event once and in order
    And Gwen receives the same events as Max
    And from event 3 on, Max receives the rest of "a trial" again, and nothing else
    And from event 0 on, Max receives the rest of "a trial" again, and nothing else

  Scenario: watching without a valid token is rejected
    Given Max has an old token from before he logged out
    When Max executes "a trial"
    And Max tries to watch "a trial" live with no token
    Then Max is rejected with 4401 and receives nothing
    When Max tries to watch "a trial" live with a tampered token
    Then Max is rejected with 4401 and receives nothing
    When Max tries to watch "a trial" live with the old token
    Then Max is rejected with 4401 and receives nothing
    When Max cancels "a trial"
    Then "a trial" ends as CANCELLED for Max
