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
