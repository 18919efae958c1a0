@sync @FR-006
Feature: a status reaches every colleague
  What somebody sets as his status is what every colleague hears, and nobody else.

  Background:
    Given Ana and Ben work for the same company
    And Cleo works for the same company as Ana
    And Zoe works for another company

  @needs.status
  Rule: a status is heard by every connected colleague

    @smoke
    Scenario: a status set over the API reaches all colleagues
      When Ana sets her status to "away"
      Then Ben hears of the new status once, within the delivery budget
      And Cleo hears of the new status once, within the delivery budget
      And what Ben received agrees with what the API answered
      And Zoe hears nothing of it

    Scenario: a status set over the socket reaches all colleagues
      When Ana sets her status to "busy" over the socket
      Then Ben hears of the new status once, within the delivery budget
      And what Ben received agrees with what the API answered

    Scenario: statuses that follow each other quickly arrive in order
      When Ana sets her status to "away" and then to "busy"
      Then Ben hears of the 2 statuses once each, in order

    Scenario: whoever comes late reads the status that was set last
      Given Ana has set her status to "away" and then to "busy"
      And Dora works for the same company as Ana
      Then Dora reads that the status of Ana is "busy"

    Scenario: a status stays while its owner is away
      Given Cleo has set her status to "away" and then to "busy"
      When Cleo closes her laptop
      And Cleo connects again
      Then Ben reads that the status of Cleo is "busy"

    Scenario: every device of a colleague hears it
      Given Ben also listens on his phone
      When Ana sets her status to "away"
      Then Ben hears of the new status once, within the delivery budget

  @needs.status
  Rule: what is no status is refused

    Scenario: an unknown status is refused, and nobody hears of it
      When Ana tries to set her status to "asleep"
      Then the backend refuses it
      And Ben hears nothing of it
