@sync @FR-006
Feature: who is there is shown to every colleague
  A person is present while at least one device is connected, and absent soon after the last one has gone.

  Background:
    Given Ana and Ben work for the same company
    And Cleo works for the same company as Ana
    And Zoe works for another company

  @needs.presence
  Rule: presence follows the devices

    @smoke
    Scenario: closing the only device makes its owner absent
      When Cleo closes her laptop
      Then Ben hears that Cleo is absent
      And Zoe hears nothing about Cleo

    Scenario: coming back makes present again
      Given Cleo has closed her laptop
      When Cleo connects again
      Then Ben hears that Cleo is present

    Scenario: closing one of two devices changes nothing
      Given Cleo also listens on her phone
      When Cleo closes her laptop
      Then Ben hears nothing about Cleo
