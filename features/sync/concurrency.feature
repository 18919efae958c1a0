@sync @FR-004 @needs.reads
Feature: people who act at the same time end up in one and the same state
  Nobody can say beforehand who comes first. But whoever it is, everything that was accepted is heard once by everyone
  concerned, and afterwards all of them read the same.

  Background:
    Given Ana, Ben and Cleo are in the chatroom "design"
    And Zoe works for another company

  Rule: people who write at once lose nothing

    Scenario: ten people write at once, and all of them hear everything
      Given Dan, Eve, Finn, Gil, Hana, Ian and Jo are in the chatroom "design" too
      When Ana, Ben, Cleo, Dan, Eve, Finn, Gil, Hana, Ian and Jo post 5 messages each at the same time
      Then Ana receives the 50 messages once each
      And Jo receives the 50 messages once each
      And everyone in "design" reads the same messages
      And Zoe hears nothing of it

  @needs.edit
  Rule: one message that several people change at once is the same for everybody in the end

    Scenario: edits made at once are all heard, and one text remains
      Given Ana has posted "Draft"
      And Cleo has read the chatroom
      When Ana edits her message 10 times, all at once
      Then Cleo hears everything that was accepted, once each
      And the backend accepts 10 of the 10
      And everyone in "design" reads the same messages
      And Zoe hears nothing of it

    @needs.roles @needs.delete
    Scenario: a message that is deleted while it is edited is gone for everybody
      Given Ana has made Ben an administrator
      And Ana has posted "Draft"
      And Cleo has read the chatroom
      When Ana edits her message to "Final" while Ben deletes it
      Then Cleo hears everything that was accepted, once each
      And a later read of the chatroom no longer shows "Draft"
      And a later read of the chatroom no longer shows "Final"
      And everyone in "design" reads the same messages

  @needs.roles @needs.membership
  Rule: who is in a chatroom is the same for everybody, whoever decides it at once

    Background:
      Given Ana has made Ben an administrator

    Scenario: somebody who is added and removed at once is in or out for everybody
      Given Dan works for the same company as Ana
      When Ana adds Dan to "design" while Ben removes Dan
      Then Cleo hears everything that was accepted, once each
      And Ana, Ben and Cleo read the same members of "design"
      And Zoe hears nothing of it

    Scenario: somebody whom two people remove at once leaves once
      Given Dan is in the chatroom "design" too
      When Ana and Ben remove Dan from "design" at the same time
      Then the backend accepts 1 of the 2
      And Cleo hears everything that was accepted, once each
      And what Ana posts next is not heard by Dan
      And Ana, Ben and Cleo read that Ana, Ben and Cleo are in "design"

  @needs.roles
  Rule: a company always has an owner

    Background:
      Given Ana has made Ben an owner

    Scenario: of two owners who demote each other at once one remains
      When Ana and Ben make each other a member at the same time
      Then the backend accepts 1 of the 2
      And Ana, Ben and Cleo read that one of Ana and Ben is an owner
      And Ana, Ben and Cleo read the same roles

    Scenario: of two owners who step down at once one remains
      When Ana and Ben each make themselves a member at the same time
      Then the backend accepts 1 of the 2
      And Ana, Ben and Cleo read that one of Ana and Ben is an owner
      And Ana, Ben and Cleo read the same roles

    Scenario: two roles given to one person at once are both told, and one of them remains
      When Ana makes Cleo an administrator while Ben makes Cleo a guest
      Then the backend accepts 2 of the 2
      And Cleo hears everything that was accepted, once each
      And Ana, Ben and Cleo read the same roles
      And Zoe hears nothing of it

  @needs.membership
  Rule: a chatroom that comes or goes while others act leaves nobody with half of it

    Scenario: a chatroom deleted while people write in it falls silent for all of them
      When Ana deletes the chatroom "design" while Ben and Cleo post 10 messages each in it
      Then Ben hears that "design" is gone
      And Cleo hears that "design" is gone
      And nobody can post in "design" any more
      And Zoe hears nothing of it

    Scenario: chatrooms opened while somebody is added to another are all announced
      Given Dan works for the same company as Ana
      When Ben opens 5 public chatrooms while Ana adds Dan to "design"
      Then Dan hears everything that was accepted, once each
      And Cleo hears everything that was accepted, once each
      And Ana, Ben, Cleo and Dan read that Ana, Ben, Cleo and Dan are in "design"
      And Zoe hears nothing of it
