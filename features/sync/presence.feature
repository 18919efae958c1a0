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

    Scenario: closing both devices, one after the other, makes absent
      Given Cleo also listens on her phone
      When Cleo closes her laptop
      And Cleo closes her phone
      Then Ben hears that Cleo is absent

    Scenario: the phone closes while the laptop stays
      Given Cleo also listens on her phone
      When Cleo closes her phone
      Then Ben hears nothing about Cleo
      And Ben reads that Cleo is present

    Scenario: who comes back at once is there in the end
      When Cleo closes her laptop
      And Cleo connects again
      Then Ben reads that Cleo is present

    Scenario: somebody who comes late reads who is there and who is not
      Given Cleo has closed her laptop
      And Ben has heard that Cleo is absent
      And Dora works for the same company as Ana
      Then Dora reads that Cleo is absent
      And Dora reads that Ben is present
