@sync @FR-013
Feature: chatrooms are announced to the people concerned
  A public chatroom is announced to the whole company, a private one to its members only; so are its changes and its
  deletion.

  Background:
    Given Ana and Ben work for the same company
    And Zoe works for another company

  Rule: a new chatroom is announced to everyone who may enter it

    @needs.public-rooms
    Scenario: a public chatroom is announced to the whole company
      When Ana opens the public chatroom "announcements"
      Then Ben receives the new chatroom once, within the delivery budget
      And what Ben received matches the API responses
      And Zoe receives nothing about it

    @needs.rooms
    Scenario: a private chatroom is announced to its members only
      Given Cleo works for the same company as Ana
      When Ana opens the private chatroom "board" with Ben
      Then Ben receives the new chatroom once, within the delivery budget
      And Cleo receives nothing about it

    @needs.rooms @needs.empty-names
    Scenario: a chatroom without a name is rejected and not announced
      When Ana tries to open a chatroom without a name
      Then the backend rejects it
      And Ben receives nothing about it

  Rule: changes to a chatroom reach its members

    @needs.rename-rooms
    Scenario: a renamed chatroom has its new name for everyone
      Given Ana and Ben are in the chatroom "design"
      When Ana renames "design" to "architecture"
      Then Ben receives the new name once, within the delivery budget
      And what Ben received matches the API responses

    @needs.delete-rooms
    Scenario: the deletion of a chatroom is announced and ends posting in it
      Given Ana and Ben are in the chatroom "design"
      When Ana deletes the chatroom "design"
      Then Ben receives the event that "design" was deleted
      And nobody can post in "design" any more
