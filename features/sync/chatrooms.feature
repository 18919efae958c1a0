@sync @FR-013
Feature: chatrooms are announced to those concerned
  A public chatroom is announced to the whole company, a private one to its members only; so are its changes and its
  end.

  Background:
    Given Ana and Ben work for the same company
    And Zoe works for another company

  @needs.membership
  Rule: a new chatroom is announced to those who may enter it

    Scenario: a public chatroom is announced to the whole company
      When Ana opens the public chatroom "announcements"
      Then Ben hears of the new chatroom once, within the delivery budget
      And what Ben received agrees with what the API answered
      And Zoe hears nothing of it

    Scenario: a private chatroom is announced to its members only
      Given Cleo works for the same company as Ana
      When Ana opens the private chatroom "board" with Ben
      Then Ben hears of the new chatroom once, within the delivery budget
      And Cleo hears nothing of it

    Scenario: a chatroom without a name is refused, and nobody hears of it
      When Ana tries to open a chatroom without a name
      Then the backend refuses it
      And Ben hears nothing of it

  @needs.membership
  Rule: changes of a chatroom reach those in it

    Scenario: a renamed chatroom has its new name for everyone
      Given Ana and Ben are in the chatroom "design"
      When Ana renames "design" to "architecture"
      Then Ben hears of the change once, within the delivery budget
      And what Ben received agrees with what the API answered

    Scenario: a deleted chatroom is announced, and falls silent
      Given Ana and Ben are in the chatroom "design"
      When Ana deletes the chatroom "design"
      Then Ben hears that "design" is gone
      And nobody can post in "design" any more
