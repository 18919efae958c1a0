@sync @FR-007 @FR-014
Feature: a changed role counts at once
  What somebody may do and hear follows the role at the moment of acting, on connections that are already open too.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Zoe works for another company

  @needs.roles
  Rule: the person concerned learns of a new role

    @smoke
    Scenario: a promotion is told to the person promoted
      When Ana makes Ben an administrator
      Then Ben hears of the new role once, within the delivery budget
      And what Ben received agrees with what the API answered
      And Zoe hears nothing of it

    Scenario: a colleague without the right cannot hand out roles
      Given Cleo works for the same company as Ana
      When Ben tries to make Cleo a guest
      Then the backend refuses it
      And Cleo hears nothing of it

    Scenario: the last owner cannot give up being owner
      When Ana tries to make Ana a member
      Then the backend refuses it
      And Ana hears nothing of it

  @needs.roles @needs.delete
  Rule: a new role can be used at once, and an old one no longer

    Scenario: an administrator may delete what others wrote
      Given Ana has posted "Not quite right"
      And Ana has made Ben an administrator
      When Ben deletes Ana's message
      Then Ana hears of the deletion once, within the delivery budget

    Scenario: an administrator who was made a member again may not
      Given Ana has posted "Not quite right"
      And Ana has made Ben an administrator
      And Ana has made Ben a member
      When Ben tries to delete Ana's message
      Then the backend refuses it
      And Ana hears nothing of it

  @needs.roles @needs.membership
  Rule: a guest hears public chatrooms no longer

    Scenario: a member made a guest loses the public chatrooms at once
      Given Ana has opened the public chatroom "announcements"
      And Ben listens to "announcements"
      When Ana makes Ben a guest
      Then what Ana posts next in "announcements" is not heard by Ben

    Scenario: a guest is not let into a public chatroom
      Given Ana has opened the public chatroom "announcements"
      And Ana has made Ben a guest
      When Ben tries to listen to "announcements"
      Then Ben is not let into "announcements"
      And what Ana posts next in "announcements" is not heard by Ben

    Scenario: a guest cannot write in a public chatroom, and nobody hears of it
      Given Ana has opened the public chatroom "announcements"
      And Ana listens to "announcements"
      And Ana has made Ben a guest
      When Ben tries to post "May I?" in "announcements"
      Then the backend refuses it
      And Ana hears nothing of it

    Scenario: a guest made a member may listen to public chatrooms
      Given Ana has opened the public chatroom "announcements"
      And Ana has made Ben a guest
      And Ana has made Ben a member
      And Ben listens to "announcements"
      When Ana posts "Welcome to all" in "announcements"
      Then Ben receives the message once, within the delivery budget
