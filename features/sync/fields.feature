@sync @FR-002 @FR-012 @needs.reads
Feature: a change changes what it names and nothing else
  Whoever changes something names what is to change. Everything else stays as it was: for those who receive the
  change, and for those who read it later.

  Background:
    Given Ana and Ben are in the chatroom "design"

  @needs.descriptions
  Rule: a chatroom keeps what a change does not name

    Scenario: a new description leaves the name as it was
      When Ana describes "design" as "Where we draw"
      Then Ben receives the new description once, within the delivery budget
      And what Ben received matches the API responses
      And Ana and Ben see that "design" is described as "Where we draw"
      And Ana and Ben see that "design" is called "design"
      And "design" is still private

    Scenario: a description can be cleared
      Given Ana has described "design" as "Where we draw"
      When Ana clears the description of "design"
      Then Ben receives the new description once, within the delivery budget
      And what Ben received matches the API responses
      And Ana and Ben see that "design" has no description
      And Ana and Ben see that "design" is called "design"

    Scenario: a new name leaves the description as it was
      Given Ana has described "design" as "Where we draw"
      When Ana renames "design" to "architecture"
      Then Ben receives the new name once, within the delivery budget
      And Ana and Ben see that "design" is called "architecture"
      And Ana and Ben see that "design" is described as "Where we draw"
      And "design" is still private

    @needs.membership
    Scenario: a changed chatroom is as closed as before
      Given Cleo works for the same company as Ana
      When Ana describes "design" as "Where we draw"
      Then Cleo cannot see the name of "design"
      And Cleo cannot see the messages of "design"

  @needs.roles @FR-014
  Rule: what an administrator changes stays its author's

    @needs.edit @needs.replies
    Scenario: an edited reply keeps its author and the message it answers
      Given Ana has posted "Draft"
      And Ben has replied "Looks god" to Ana's message
      When Ana edits Ben's message to "Looks good"
      Then Ben receives the edit once, within the delivery budget
      And what Ben received matches the API responses
      And "Looks good" is still by Ben and still a reply to "Draft"

    @needs.delete
    Scenario: the deletion of a colleague's message is the next version of it
      Given Ben has posted "Not quite right"
      When Ana deletes Ben's message
      Then Ben receives the deletion once, within the delivery budget
      And what Ben received matches the API responses
      And a later read of "design" does not show "Not quite right"

    @needs.threads
    Scenario: an archived thread stays with the person who opened it
      Given Ben has opened the thread "colours" in "design"
      When Ana archives the thread "colours"
      Then Ben receives the archive event once, within the delivery budget
      And the thread "colours" is still Ben's

  @needs.edit
  Rule: an edit is announced even if the text stays the same

    Scenario: an edit to the same text is a new version
      Given Ana has posted "Final"
      When Ana edits her message to "Final"
      Then Ben receives the edit once, within the delivery budget
      And what Ben received matches the API responses

  @needs.invitations @FR-014
  Rule: people join in the role that they were invited to

    Scenario Outline: someone invited as <role> joins as <role>
      Given Ana has invited Cleo as <role>
      When Cleo accepts the invitation
      Then Ana and Ben see that Cleo is <role>

      Examples:
        | role             |
        | an owner         |
        | an administrator |
        | a member         |
        | a guest          |

    @needs.roles
    Scenario: a member cannot invite anybody
      When Ben tries to invite Dan as a guest
      Then the backend rejects it

    @needs.roles
    Scenario: an administrator cannot invite an owner
      Given Ana has made Ben an administrator
      When Ben tries to invite Dan as an owner
      Then the backend rejects it

    @needs.strong-passwords
    Scenario Outline: an invitation cannot be accepted with <weak>, and stays open
      Given Ana has invited Cleo as a member
      When Cleo tries to accept the invitation with <weak>
      Then the backend rejects it
      And nobody receives anything about it
      When Cleo accepts the invitation
      Then Ana and Ben see that Cleo is a member

      Examples:
        | weak                                  |
        | a short password                      |
        | a password of letters and digits only |

    Scenario: a withdrawn invitation cannot be accepted
      Given Ana has invited Cleo as a member
      And Ana has withdrawn Cleo's invitation
      When Cleo tries to accept the invitation
      Then the backend rejects it
      And nobody receives anything about it

    Scenario: an invitation cannot be accepted twice
      Given Ana has invited Cleo as a member
      And Cleo has accepted the invitation
      When Cleo tries to accept the invitation
      Then the backend rejects it
      And nobody receives anything about it

  Rule: long and short texts keep their order

    @needs.socket-writes
    Scenario Outline: long and short messages posted in turn <way> arrive in order
      When Ana posts long and short messages in turn, 5 of each, <way>
      Then Ben receives the 10 messages once each, in order
      And what Ben received matches the API responses

      Examples:
        | way             |
        | over the API    |
        | over the socket |

  Rule: what people do in one chatroom says nothing about the others

    Background:
      Given Ana and Ben are in the chatroom "lunch"

    @needs.typing @FR-013
    Scenario: someone who stops typing in one chatroom goes on in the other
      Given Ana has started typing in "design"
      And Ana has started typing in "lunch"
      When Ana stops typing in "lunch"
      Then Ben receives the end of typing once, within the delivery budget
      And Ana is still shown to Ben as typing in "design"

    Scenario: a device that stops listening to one chatroom goes on listening to the other
      When Ben stops listening to "lunch" on his laptop
      Then Ben receives what Ana posts next in "design" on 1 device
      And Ben does not receive what Ana posts next in "lunch"

    @needs.membership
    Scenario: someone added again is announced as a newer member
      Given Cleo is in the chatroom "lunch" too
      And Ana has removed Ben from "lunch"
      When Ana adds Ben to "lunch"
      Then Cleo receives the event that Ben joined "lunch"
      And what Cleo received matches the API responses
      And each answer about Ben's membership of "lunch" has a higher version than the one before
