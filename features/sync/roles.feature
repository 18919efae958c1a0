@sync @FR-007 @FR-014
Feature: a changed role takes effect at once
  What people may do and receive follows their role at the moment of acting, even on connections that are already
  open.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Zoe works for another company

  @needs.roles
  Rule: the person concerned receives their new role

    @smoke
    Scenario: a promotion is announced to the person promoted
      When Ana makes Ben an administrator
      Then Ben receives the new role once, within the delivery budget
      And what Ben received matches the API responses
      And Zoe receives nothing about it

    @needs.read-people
    Scenario: a list of people that was read before shows the new role
      Given Ana and Ben have read the list of people
      When Ana makes Ben an administrator
      Then Ben receives the new role once, within the delivery budget
      And Ana and Ben see that Ben is an administrator

    @needs.guests
    Scenario: a colleague without permission cannot assign roles
      Given Cleo works for the same company as Ana
      When Ben tries to make Cleo a guest
      Then the backend rejects it
      And Cleo receives nothing about it

    @needs.owners
    Scenario: the last owner cannot give up the role
      When Ana tries to make Ana a member
      Then the backend rejects it
      And Ana receives nothing about it

  @needs.roles @needs.delete @needs.moderation
  Rule: a new role can be used at once and the old one no longer

    Scenario: an administrator can delete what others wrote
      Given Ana has posted "Not quite right"
      And Ana has made Ben an administrator
      When Ben deletes Ana's message
      Then Ana receives the deletion once, within the delivery budget

    Scenario: a demoted administrator cannot delete what others wrote
      Given Ana has posted "Not quite right"
      And Ana has made Ben an administrator
      And Ana has made Ben a member
      When Ben tries to delete Ana's message
      Then the backend rejects it
      And Ana receives nothing about it

  @needs.roles @needs.guests @needs.public-rooms
  Rule: a guest no longer receives public chatrooms

    Scenario: a member made a guest loses the public chatrooms at once
      Given Ana has opened the public chatroom "announcements"
      And Ben listens to "announcements"
      When Ana makes Ben a guest
      Then Ben does not receive what Ana posts next in "announcements"

    Scenario: a guest cannot listen to a public chatroom
      Given Ana has opened the public chatroom "announcements"
      And Ana has made Ben a guest
      When Ben tries to listen to "announcements"
      Then Ben's request to listen to "announcements" is rejected
      And Ben does not receive what Ana posts next in "announcements"

    Scenario: a guest's message in a public chatroom is rejected and not announced
      Given Ana has opened the public chatroom "announcements"
      And Ana listens to "announcements"
      And Ana has made Ben a guest
      When Ben tries to post "May I?" in "announcements"
      Then the backend rejects it
      And Ana receives nothing about it

    Scenario: a guest made a member can listen to public chatrooms
      Given Ana has opened the public chatroom "announcements"
      And Ana has made Ben a guest
      And Ana has made Ben a member
      And Ben listens to "announcements"
      When Ana posts "Welcome to all" in "announcements"
      Then Ben receives the message once, within the delivery budget
