@management @needs.service @timeout.240
Feature: notices of what executions came to
  Who asked for it is told what an execution came to: once, with the smallest witness and where to read on. What is
  fine is told to nobody, and a notice that is not taken changes nothing.

  Rule: each kind of news goes to who asked for it, once

    Background:
      Given a service of their own that tells the team what fails, and the office what is mended
      And Olga the owner and Max the member use the service
      And Olga has added the quick scenario "a trial"

    Scenario: a loss is told once, with its witness
      Given Max has had "a trial" executed with a relay that loses what Ben should hear
      Then the team is told once that "a trial" failed
      And the team is shown with a witness, like Max, what "a trial" violated
      And the office is told nothing

    Scenario: what is fine is told to nobody
      Given Max has had "a trial" executed
      Then nobody is told anything

    Scenario: a run that broke is told with its reason
      Given Max has had "a trial" executed with a backend that is down
      Then the team is told once that the run of "a trial" broke
      And the office is told nothing

    Scenario: what failed before and passes now is told as mended
      Given Olga has added the mistaken scenario "a trial of old"
      And Max has had "a trial of old" executed
      And Olga has put "a trial of old" right
      And Max has had "a trial of old" executed
      Then the team is told once that "a trial of old" failed
      And the office is told once that "a trial of old" is mended

  Rule: what takes longer than allowed is told, even where nobody fails for it

    Scenario: a delivery over its budget is told
      Given a service of their own that tells the team what is over budget, and the office what fails
      And Olga the owner and Max the member use the service
      And Olga has added the quick scenario "a trial"
      And Max has had "a trial" executed with a relay that is slow for Ben
      Then the team is told once that "a trial" was over budget
      And the office is told nothing

  Rule: a notice that is not taken changes nothing

    Scenario: who takes no message keeps no execution from its result
      Given a service of their own that tells the team what fails, which takes no message
      And Olga the owner and Max the member use the service
      And Olga has added the quick scenario "a trial"
      When Max has "a trial" executed with a relay that loses what Ben should hear
      Then "a trial" fails for Max, and a witness shows how P1 was broken
      And it is kept that the notice of "a trial" was not taken, and nobody's address
      And nothing that it started is left
