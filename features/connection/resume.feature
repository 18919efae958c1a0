@connection @FR-008
Feature: a reconnecting device receives what it missed
  After an interruption, a device reconnects with the last position it received and gets everything since then, once
  and in order, or is told plainly that this is not possible.

  Background:
    Given Ana and Ben are in the chatroom "design"

  @needs.resume
  Rule: missed events arrive once and in order

    @smoke
    Scenario: three messages missed while offline arrive after reconnecting
      Given Ben's connection is cut
      When Ana posts 3 messages over the API
      And Ben reconnects and asks for the missed events
      Then Ben receives the 3 messages once each, in order
      And what Ben received matches the API responses

    Scenario: a hundred messages missed while offline arrive after reconnecting
      Given Ben's connection is cut
      When Ana posts 100 messages over the API
      And Ben reconnects and asks for the missed events
      Then Ben receives the 100 messages once each, in order
      And what Ben received matches the API responses

    @needs.resume-several
    Scenario: messages missed in several chatrooms arrive in each of them
      Given Ana and Ben are in the chatroom "lunch"
      And Zoe works for another company
      And Ben's connection is cut
      When Ana posts "Where are you?" in "design"
      And Ana posts "Soup today" in "lunch"
      And Ana posts "Still waiting" in "design"
      And Ben reconnects and asks for the missed events
      Then Ben receives the 3 messages once each
      And Zoe receives nothing about it

    Scenario: a reconnecting device receives what it missed, and the other nothing twice
      Given Ben also listens on his phone
      And Ben's connection is cut
      When Ana posts 3 messages over the API
      And Ben reconnects and asks for the missed events
      Then Ben receives the 3 messages once each, in order

    @needs.edit @needs.delete
    Scenario: edits and deletions missed while offline arrive after reconnecting
      Given Ana has posted "Draft"
      And Ben's connection is cut
      When Ana edits her message to "Final"
      And Ana deletes her message
      And Ben reconnects and asks for the missed events
      Then Ben receives everything that was accepted, once each

    Scenario: someone who is cut off twice receives what they missed each time
      Given Ben's connection is cut
      And Ana has posted "While you were away"
      And Ben has reconnected and asked for the missed events
      And Ben's connection is cut
      When Ana posts "And again" over the API
      And Ben reconnects and asks for the missed events
      Then Ben receives the message once
      And Ben does not receive "While you were away"

    Scenario: reconnecting without missed messages repeats nothing
      Given Ana has posted "Before the cut"
      And Ben's connection is cut
      When Ben reconnects and asks for the missed events
      Then Ben does not receive "Before the cut"
      And Ben still receives what Ana posts next

  @needs.resume @needs.resume-checks
  Rule: an impossible position is rejected

    Scenario Outline: <position> position is rejected
      Given Ben's connection is cut
      When Ana posts 3 messages over the API
      And Ben reconnects and asks for the events after <position> position
      Then Ben's request for missed events is rejected

      Examples:
        | position      |
        | a nonsensical |

      @needs.numbers
      Examples: where events carry numbers
        | position |
        | a future |

  @needs.resume @needs.numbers @needs.resume-gaps
  Rule: events that are no longer available are reported as such

    Scenario: someone who reconnects with a position from before the numbering restarted is told so
      Given Ana has posted "Before the cut"
      And Ben's connection is cut
      When Ana posts 3 messages over the API
      And Ben reconnects with a position from before the numbering restarted
      Then Ben is told that the missed messages in "design" are no longer available
      And Ben receives nothing about it

  Rule: reconnecting without asking for missed events delivers what follows

    @smoke
    Scenario: a new connection receives what follows
      Given Ben's connection is cut
      And Ben connects again
      And Ben listens to "design"
      When Ana posts "Are you back?" over the API
      Then Ben receives the message once, within the delivery budget

  @needs.resume @needs.membership
  Rule: a permission lost while offline stays lost

    Scenario: a member removed while offline receives nothing from the chatroom
      Given Ben's connection is cut
      When Ana removes Ben from "design"
      And Ana posts "Not for Ben" over the API
      And Ben reconnects and asks for the missed events
      Then Ben does not receive "Not for Ben"

    @needs.threads @FR-013
    Scenario: a member removed while offline receives nothing from the chatroom's threads
      Given Ana has opened the thread "colours" in "design"
      And Ben listens to "colours"
      And Ben's connection is cut
      When Ana removes Ben from "design"
      And Ana writes "Not for Ben" in the thread "colours" over the API
      And Ben reconnects and asks for the missed events
      Then Ben does not receive "Not for Ben"
      And Ben does not receive what Ana posts next in the thread "colours"

    @needs.resume-gaps @needs.resume-several
    Scenario: a member removed while offline is told which chatroom is lost and receives the other
      Given Ana and Ben are in the chatroom "lunch"
      And Ben also listens on his phone
      And Ben's connection is cut
      When Ana removes Ben from "design"
      And Ana posts "Not for Ben" in "design"
      And Ana posts "For all of us" in "lunch"
      And Ben reconnects and asks for the missed events
      Then Ben is told that the missed messages in "design" are no longer available
      And Ben does not receive "Not for Ben"
      And Ben receives "For all of us" on both devices

    @needs.roles @needs.guests @needs.public-rooms @needs.resume-gaps @needs.resume-several
    Scenario: a member made a guest while offline receives nothing from public chatrooms
      Given Ana has opened the public chatroom "announcements"
      And Ben listens to "announcements"
      And Ben's connection is cut
      When Ana makes Ben a guest
      And Ana posts "Not for guests" in "announcements"
      And Ana posts "For Ben too" in "design"
      And Ben reconnects and asks for the missed events
      Then Ben is told that the missed messages in "announcements" are no longer available
      And Ben does not receive "Not for guests"

    @needs.accounts @needs.leave-company @needs.close-token
    Scenario: someone removed from the company while offline cannot reconnect
      Given Ben's connection is cut
      When Ana removes Ben from the company
      And Ana posts "Not for Ben" over the API
      And Ben tries to reconnect and ask for the missed events
      Then Ben's connection is rejected because of the token
      And Ben receives nothing about it
