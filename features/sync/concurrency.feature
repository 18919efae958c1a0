@sync @FR-004
Feature: people who act at the same time end up with the same state
  Nobody can predict whose request comes first. Whichever does, everything that was accepted is received once by
  everyone concerned, and afterwards all of them see the same.

  Background:
    Given Ana, Ben and Cleo are in the chatroom "design"
    And Zoe works for another company

  Rule: people who write at the same time lose nothing

    @needs.reads
    Scenario: ten people who write at the same time all receive everything
      Given Dan, Eve, Finn, Gil, Hana, Ian and Jo are in the chatroom "design" too
      When Ana, Ben, Cleo, Dan, Eve, Finn, Gil, Hana, Ian and Jo post 5 messages each at the same time
      Then Ana receives the 50 messages once each
      And Jo receives the 50 messages once each
      And everyone in "design" sees the same messages
      And Zoe receives nothing about it

  @needs.edit @needs.reads
  Rule: a message changed by several people at once ends up the same for everyone

    Scenario: simultaneous edits all arrive, and one text remains
      Given Ana has posted "Draft"
      And Cleo has read the chatroom
      When Ana edits her message 10 times, all at once
      Then Cleo receives everything that was accepted, once each
      And the backend accepts 10 of the 10 requests
      And everyone in "design" sees the same messages
      And Zoe receives nothing about it

    @needs.roles @needs.delete @needs.moderation
    Scenario: a message deleted while it is edited is gone for everyone
      Given Ana has made Ben an administrator
      And Ana has posted "Draft"
      And Cleo has read the chatroom
      When Ana edits her message to "Final" while Ben deletes it
      Then Cleo receives everything that was accepted, once each
      And a later read of the chatroom no longer shows "Draft"
      And a later read of the chatroom no longer shows "Final"
      And everyone in "design" sees the same messages

  @needs.roles @needs.membership @needs.read-rooms
  Rule: everyone sees the same members, even after simultaneous changes

    Background:
      Given Ana has made Ben an administrator

    Scenario: someone added and removed at the same time is in or out for everyone
      Given Dan works for the same company as Ana
      When Ana adds Dan to "design" while Ben removes Dan
      Then Cleo receives everything that was accepted, once each
      And Ana, Ben and Cleo see the same members of "design"
      And Zoe receives nothing about it

    Scenario: someone removed by two people at the same time leaves once
      Given Dan is in the chatroom "design" too
      When Ana and Ben remove Dan from "design" at the same time
      Then the backend accepts 1 of the 2 requests
      And Cleo receives everything that was accepted, once each
      And Dan does not receive what Ana posts next
      And Ana, Ben and Cleo see that Ana, Ben and Cleo are in "design"

  @needs.roles @needs.owners @needs.read-people
  Rule: a company always has an owner

    Background:
      Given Ana has made Ben an owner

    Scenario: one owner remains when two owners demote each other at the same time
      When Ana and Ben make each other a member at the same time
      Then the backend accepts 1 of the 2 requests
      And Ana, Ben and Cleo see that one of Ana and Ben is an owner
      And Ana, Ben and Cleo see the same roles

    Scenario: one owner remains when two owners step down at the same time
      When Ana and Ben each make themselves a member at the same time
      Then the backend accepts 1 of the 2 requests
      And Ana, Ben and Cleo see that one of Ana and Ben is an owner
      And Ana, Ben and Cleo see the same roles

    @needs.guests
    Scenario: two roles given to one person at the same time are both announced, and one remains
      When Ana makes Cleo an administrator while Ben makes Cleo a guest
      Then the backend accepts 2 of the 2 requests
      And Cleo receives everything that was accepted, once each
      And Ana, Ben and Cleo see the same roles
      And Zoe receives nothing about it

  Rule: creating or deleting a chatroom during other activity leaves a consistent state

    @needs.delete-rooms
    Scenario: a chatroom deleted while people write in it stops accepting messages from everyone
      When Ana deletes the chatroom "design" while Ben and Cleo post 10 messages each in it
      Then Ben receives the event that "design" was deleted
      And Cleo receives the event that "design" was deleted
      And nobody can post in "design" any more
      And Zoe receives nothing about it

    @needs.public-rooms @needs.membership @needs.read-rooms
    Scenario: chatrooms opened while someone is added to another are all announced
      Given Dan works for the same company as Ana
      When Ben opens 5 public chatrooms while Ana adds Dan to "design"
      Then Dan receives everything that was accepted, once each
      And Cleo receives everything that was accepted, once each
      And Ana, Ben, Cleo and Dan see that Ana, Ben, Cleo and Dan are in "design"
      And Zoe receives nothing about it
