@sync @FR-006
Feature: every colleague sees who is present
  People are present while at least one of their devices is connected, and absent soon after the last one has gone.

  Background:
    Given Ana and Ben work for the same company
    And Cleo works for the same company as Ana
    And Zoe works for another company

  @needs.presence
  Rule: presence follows the devices

    @smoke
    Scenario: closing the only device makes its owner absent
      When Cleo closes her laptop
      Then Ben receives the event that Cleo is absent
      And Zoe receives nothing about Cleo

    Scenario: reconnecting makes Cleo present again
      Given Cleo has closed her laptop
      When Cleo connects again
      Then Ben receives the event that Cleo is present

    Scenario: closing one of two devices leaves their owner present
      Given Cleo also listens on her phone
      When Cleo closes her laptop
      Then Ben receives nothing about Cleo

    Scenario: closing both devices, one after the other, makes their owner absent
      Given Cleo also listens on her phone
      When Cleo closes her laptop
      And Cleo closes her phone
      Then Ben receives the event that Cleo is absent

    @needs.read-presence
    Scenario: closing the phone while the laptop stays leaves their owner present
      Given Cleo also listens on her phone
      When Cleo closes her phone
      Then Ben receives nothing about Cleo
      And Ben sees that Cleo is present

    @needs.read-presence
    Scenario: someone who reconnects at once ends up present
      When Cleo closes her laptop
      And Cleo connects again
      Then Ben sees that Cleo is present

    @needs.read-presence
    Scenario: a latecomer sees who is present and who is absent
      Given Cleo has closed her laptop
      And Ben has received the event that Cleo is absent
      And Dora works for the same company as Ana
      Then Dora sees that Cleo is absent
      And Dora sees that Ben is present
