@connection @FR-008
Feature: a returning connection is given what it missed
  Whoever was away comes back with the place up to which he had heard, and is given everything since, once and in
  order, or is told plainly that this cannot be done.

  Background:
    Given Ana and Ben are in the chatroom "design"

  @needs.resume
  Rule: what was missed is given once and in order

    @smoke
    Scenario: three messages missed while away arrive on return
      Given Ben's connection is cut
      When Ana posts 3 messages over the API
      And Ben comes back and asks for what he missed
      Then Ben receives the 3 messages once each, in order
      And what Ben received agrees with what the API answered

    Scenario: a hundred messages missed while away arrive on return
      Given Ben's connection is cut
      When Ana posts 100 messages over the API
      And Ben comes back and asks for what he missed
      Then Ben receives the 100 messages once each, in order
      And what Ben received agrees with what the API answered

    @needs.resume-several
    Scenario: what was missed in several chatrooms arrives in each of them
      Given Ana and Ben are in the chatroom "lunch"
      And Zoe works for another company
      And Ben's connection is cut
      When Ana posts "Where are you?" in "design"
      And Ana posts "Soup today" in "lunch"
      And Ana posts "Still waiting" in "design"
      And Ben comes back and asks for what he missed
      Then Ben receives the 3 messages once each
      And Zoe hears nothing of it

    Scenario: a device that comes back is given what it missed, and the other nothing twice
      Given Ben also listens on his phone
      And Ben's connection is cut
      When Ana posts 3 messages over the API
      And Ben comes back and asks for what he missed
      Then Ben receives the 3 messages once each, in order

    @needs.edit @needs.delete
    Scenario: edits and deletions missed while away arrive on return
      Given Ana has posted "Draft"
      And Ben's connection is cut
      When Ana edits her message to "Final"
      And Ana deletes her message
      And Ben comes back and asks for what he missed
      Then Ben hears everything that was accepted, once each

    Scenario: somebody who is cut off twice is given each time what he missed
      Given Ben's connection is cut
      And Ana has posted "While you were away"
      And Ben has come back and asked for what he missed
      And Ben's connection is cut
      When Ana posts "And again" over the API
      And Ben comes back and asks for what he missed
      Then Ben receives the message once
      And Ben hears nothing of "While you were away"

    Scenario: nothing missed, nothing repeated
      Given Ana has posted "Before the cut"
      And Ben's connection is cut
      When Ben comes back and asks for what he missed
      Then Ben hears nothing of "Before the cut"
      And Ben still receives what Ana posts next

  @needs.resume
  Rule: an impossible position is refused

    Scenario Outline: <position> position is refused
      Given Ben's connection is cut
      When Ana posts 3 messages over the API
      And Ben comes back and asks for what followed <position> position
      Then Ben's return is refused

      Examples:
        | position      |
        | a nonsensical |

      @needs.numbers
      Examples: where events carry numbers
        | position |
        | a future |

  @needs.resume @needs.numbers
  Rule: what is no longer to be had is not pretended to be there

    Scenario: somebody who comes from before a new beginning is told so, and is given nothing
      Given Ana has posted "Before the cut"
      And Ben's connection is cut
      When Ana posts 3 messages over the API
      And Ben comes back with a place from before a new beginning
      Then Ben is told that what he missed in "design" is not to be had
      And Ben hears nothing of it

  Rule: who comes back without asking hears what follows

    @smoke
    Scenario: a connection made anew hears what follows
      Given Ben's connection is cut
      And Ben connects again
      And Ben listens to "design"
      When Ana posts "Are you back?" over the API
      Then Ben receives the message once, within the delivery budget

  @needs.resume @needs.membership
  Rule: a right lost while away stays lost

    Scenario: a member removed while away is given nothing of the chatroom
      Given Ben's connection is cut
      When Ana removes Ben from "design"
      And Ana posts "Not for Ben" over the API
      And Ben comes back and asks for what he missed
      Then Ben hears nothing of "Not for Ben"

    Scenario: a member removed while away is told which chatroom is lost, and is given the other
      Given Ana and Ben are in the chatroom "lunch"
      And Ben also listens on his phone
      And Ben's connection is cut
      When Ana removes Ben from "design"
      And Ana posts "Not for Ben" in "design"
      And Ana posts "For all of us" in "lunch"
      And Ben comes back and asks for what he missed
      Then Ben is told that what he missed in "design" is not to be had
      And Ben hears nothing of "Not for Ben"
      And Ben hears "For all of us" on both devices

    @needs.roles
    Scenario: a member made a guest while away is given nothing of the public chatrooms
      Given Ana has opened the public chatroom "announcements"
      And Ben listens to "announcements"
      And Ben's connection is cut
      When Ana makes Ben a guest
      And Ana posts "Not for guests" in "announcements"
      And Ana posts "For Ben too" in "design"
      And Ben comes back and asks for what he missed
      Then Ben is told that what he missed in "announcements" is not to be had
      And Ben hears nothing of "Not for guests"

    @needs.accounts
    Scenario: somebody who left the company while away is not let in again
      Given Ben's connection is cut
      When Ana removes Ben from the company
      And Ana posts "Not for Ben" over the API
      And Ben tries to come back and ask for what he missed
      Then Ben is turned away because of the token
      And Ben hears nothing of it
