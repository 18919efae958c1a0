@sync @FR-013
Feature: members of a chatroom see who is typing
  Typing is shown to everyone in the chatroom and to nobody else, and disappears when it is over.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Cleo works for the same company as Ana
    And Zoe works for another company

  @needs.typing
  Rule: typing is shown in the chatroom

    @smoke
    Scenario: the start of typing is shown to the others
      When Ana starts typing in "design"
      Then Ben receives the start of typing once, within the delivery budget
      And Cleo receives nothing about it
      And Zoe receives nothing about it

    Scenario: typing is shown on every device, also on those of the person who types
      Given Ana also listens on her phone
      And Ben also listens on his phone
      When Ana starts typing in "design"
      Then Ana receives the start of typing once, within the delivery budget
      And Ben receives the start of typing once, within the delivery budget

    Scenario: the end of typing is shown too
      Given Ana has started typing in "design"
      When Ana stops typing in "design"
      Then Ben receives the end of typing once, within the delivery budget

  @needs.typing
  Rule: people outside the chatroom cannot type in it

    Scenario: typing by someone outside is rejected
      When Cleo tries to type in "design"
      Then the backend rejects it
      And Ben receives nothing about it
