@sync @FR-013
Feature: typing is shown to those in the chatroom while it lasts
  Who types is shown to everyone in the chatroom and to nobody else, and is gone when it is over.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Cleo works for the same company as Ana
    And Zoe works for another company

  @needs.typing
  Rule: typing is seen in the chatroom

    @smoke
    Scenario: beginning to type is shown to the others
      When Ana begins to type in "design"
      Then Ben hears of the typing once, within the delivery budget
      And Cleo hears nothing of it
      And Zoe hears nothing of it

    Scenario: ceasing to type is shown too
      Given Ana has begun to type in "design"
      When Ana ceases to type in "design"
      Then Ben hears of the end of typing once, within the delivery budget

  @needs.typing
  Rule: who is not in the chatroom cannot type in it

    Scenario: somebody outside is refused
      When Cleo tries to type in "design"
      Then the backend refuses it
      And Ben hears nothing of it
