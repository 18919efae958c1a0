@management @needs.service @timeout.240
Feature: watching live
  Whoever may read hears what an execution does while it does it: everything once, in order, and again from any number.

  Background:
    Given Olga the owner, Max the member and Gwen the guest use the service
    And Olga has added the quick scenario "a trial"

  Scenario: who watches from the start, who comes later and who comes back hear the same
    When Max has "a trial" executed
    And Max watches "a trial" live
    And Gwen begins to watch "a trial" while it runs
    Then Max hears "a trial" from its start to its end, everything once and in order
    And Gwen hears the same as Max
    And from number 3 on, Max is told the rest of "a trial" again, and nothing else
    And from number 0 on, Max is told the rest of "a trial" again, and nothing else

  Scenario: who shows no token, or one that is not good, hears nothing
    Given Max has an old token from before he logged out
    When Max has "a trial" executed
    And Max tries to watch "a trial" live with no token
    Then Max is turned away with 4401, and hears nothing
    When Max tries to watch "a trial" live with a token of which a part was changed
    Then Max is turned away with 4401, and hears nothing
    When Max tries to watch "a trial" live with the old token
    Then Max is turned away with 4401, and hears nothing
    When Max cancels "a trial"
    Then "a trial" comes to CANCELLED for Max
