@sync @FR-003 @needs.reads
Feature: a list read once, and what is heard since, are as good as a new list
  Who has read a chatroom and goes on listening knows all that is in it, whatever is written, changed or deleted
  meanwhile; and who reads page by page misses nothing and reads nothing twice.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Ana has posted 5 messages

  Rule: a list and what follows it fit together

    Scenario: messages written between two reads are the difference between them
      Given Ben has read the chatroom
      When Ana posts 5 messages over the API
      And Ben reads the chatroom
      Then Ben receives the 5 messages once each, in order
      And everyone in "design" reads the same messages

    @needs.edit @needs.delete
    Scenario: edits and deletions between two reads are the difference between them
      Given Ben has read the chatroom
      When Ana edits her message 3 times
      And Ana posts "Soon gone" over the API
      And Ana deletes her message
      And Ben reads the chatroom
      Then Ben hears everything that was accepted, once each
      And everyone in "design" reads the same messages

    @FR-004
    Scenario: reads in the middle of a burst all fit together
      When Ben reads the chatroom 15 times while Ana posts 40 messages
      Then Ben receives the 40 messages once each, in order
      And everyone in "design" reads the same messages

    @needs.membership
    Scenario: somebody added between two reads reads what the others read
      Given Ben has read the chatroom
      And Cleo is in the chatroom "design" too
      When Ana posts 3 messages over the API
      And Cleo reads the chatroom
      Then Cleo receives the 3 messages once each, in order
      And everyone in "design" reads the same messages
      And Ana, Ben and Cleo read that Ana, Ben and Cleo are in "design"

    @needs.membership
    Scenario: a new name between two reads is read as it was heard
      When Ana renames "design" to "architecture"
      Then Ben hears of the change once, within the delivery budget
      And Ana and Ben read that "design" is called "architecture"
      And Ana and Ben read that Ana and Ben are in "design"

  Rule: pages lose nothing and repeat nothing

    @FR-004
    Scenario Outline: <count> messages read <size> a page are read once each, while others are written
      Given Ana has posted <more> messages
      When Ben turns the pages of the chatroom, <size> messages each, while Ana posts in between
      Then Ben has read the <count> earlier messages once each, in order

      Examples: a last page that is not full, one that is just full, and one with a single message
        | more | count | size |
        | 17   | 22    | 10   |
        | 15   | 20    | 10   |
        | 16   | 21    | 10   |
