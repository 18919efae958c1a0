@sync @FR-006
Feature: a status reaches every colleague
  A status reaches every colleague of the person who set it, and nobody else.

  Background:
    Given Ana and Ben work for the same company
    And Cleo works for the same company as Ana
    And Zoe works for another company

  @needs.status
  Rule: every connected colleague receives a status

    @smoke
    Scenario: a status set over the API reaches all colleagues
      When Ana sets her status to "away"
      Then Ben receives the new status once, within the delivery budget
      And Cleo receives the new status once, within the delivery budget
      And what Ben received matches the API responses
      And Zoe receives nothing about it

    @needs.socket-status
    Scenario: a status set over the socket reaches all colleagues
      When Ana sets her status to "busy" over the socket
      Then Ben receives the new status once, within the delivery budget
      And what Ben received matches the API responses

    Scenario: statuses set in quick succession arrive in order
      When Ana sets her status to "away" and then to "busy"
      Then Ben receives the 2 statuses once each, in order

    @needs.read-status
    Scenario: a latecomer sees the status that was set last
      Given Ana has set her status to "away" and then to "busy"
      And Dora works for the same company as Ana
      Then Dora sees that the status of Ana is "busy"

    @needs.read-status
    Scenario: a status survives a disconnection
      Given Cleo has set her status to "away" and then to "busy"
      When Cleo closes her laptop
      And Cleo connects again
      Then Ben sees that the status of Cleo is "busy"

    Scenario: every device of a colleague receives the status
      Given Ben also listens on his phone
      When Ana sets her status to "away"
      Then Ben receives the new status once, within the delivery budget

  @needs.status @needs.status-checks
  Rule: an invalid status is rejected

    Scenario: an unknown status is rejected and not announced
      When Ana tries to set her status to "asleep"
      Then the backend rejects it
      And Ben receives nothing about it
