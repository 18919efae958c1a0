@sync @FR-003 @needs.reads
Feature: a list plus the events since equals a new list
  Someone who has read a chatroom and keeps listening knows everything in it, whatever is written, changed or deleted
  meanwhile; and reading page by page misses nothing and repeats nothing.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Ana has posted 5 messages

  Rule: a list and the events that follow it agree

    Scenario: the messages between two reads account for the difference
      Given Ben has read the chatroom
      When Ana posts 5 messages over the API
      And Ben reads the chatroom
      Then Ben receives the 5 messages once each, in order
      And everyone in "design" sees the same messages

    @needs.edit @needs.delete
    Scenario: the edits and deletions between two reads account for the difference
      Given Ben has read the chatroom
      When Ana edits her message 3 times
      And Ana posts "Soon gone" over the API
      And Ana deletes her message
      And Ben reads the chatroom
      Then Ben receives everything that was accepted, once each
      And everyone in "design" sees the same messages

    @needs.edit
    Scenario: an edit of an older message appears on later pages too
      Given Ben has posted 5 messages
      When Ana edits her message to "Final"
      Then Ben receives the edit once, within the delivery budget
      And everyone in "design" sees the same messages

    @FR-004
    Scenario: reads during a burst all agree
      When Ben reads the chatroom 15 times while Ana posts 40 messages
      Then Ben receives the 40 messages once each, in order
      And everyone in "design" sees the same messages

    @needs.membership @needs.read-rooms
    Scenario: someone added between two reads sees what the others see
      Given Ben has read the chatroom
      And Cleo is in the chatroom "design" too
      When Ana posts 3 messages over the API
      And Cleo reads the chatroom
      Then Cleo receives the 3 messages once each, in order
      And everyone in "design" sees the same messages
      And Ana, Ben and Cleo see that Ana, Ben and Cleo are in "design"

    @needs.rename-rooms @needs.read-rooms
    Scenario: a chatroom renamed between two reads has the announced name
      When Ana renames "design" to "architecture"
      Then Ben receives the new name once, within the delivery budget
      And Ana and Ben see that "design" is called "architecture"
      And Ana and Ben see that Ana and Ben are in "design"

  @needs.paging
  Rule: paging loses nothing and repeats nothing

    @FR-004
    Scenario Outline: <count> messages read in pages of <size> appear once each while others are written
      Given Ana has posted <more> messages
      When Ben reads the chatroom in pages of <size> messages while Ana posts in between
      Then Ben has seen the <count> earlier messages once each, in order

      Examples: a last page that is partly full, exactly full, or holds a single message
        | more | count | size |
        | 17   | 22    | 10   |
        | 15   | 20    | 10   |
        | 16   | 21    | 10   |

    @needs.numbers @FR-008
    Scenario: the last page and the events after its position lose nothing that was written meanwhile
      Given Ana has posted 17 messages
      When Ben reads the chatroom in pages of 10 messages while Ana posts in between
      Then nothing posted in between is lost between Ben's pages and what he receives

    @needs.numbers @needs.threads @FR-008
    Scenario: the last page of a thread and the events after its position lose nothing
      Given Ana has opened the thread "colours" in "design"
      And Ben listens to "colours"
      And Ana has posted 12 messages in the thread "colours"
      When Ben reads the thread "colours" in pages of 5 messages while Ana posts in between
      Then nothing posted in between is lost between Ben's pages and what he receives
