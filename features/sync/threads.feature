@sync @FR-013
Feature: threads are announced to the people concerned
  A thread belongs to its chatroom: members of the chatroom learn that it begins, changes and ends; people who listen
  to the thread receive what is written in it.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Zoe works for another company

  @needs.threads
  Rule: a thread is announced in its chatroom

    @smoke
    Scenario: a new thread is announced to everyone in the chatroom
      When Ana opens the thread "colours" in "design"
      Then Ben receives the new thread once, within the delivery budget
      And what Ben received matches the API responses
      And Zoe receives nothing about it

    @needs.empty-names
    Scenario: a thread without a title is rejected and not announced
      When Ana tries to open a thread without a title in "design"
      Then the backend rejects it
      And Ben receives nothing about it

    @needs.companies
    Scenario: someone from another company cannot open a thread
      When Zoe tries to open the thread "spying" in "design"
      Then the backend rejects it
      And Ana receives nothing about it

  @needs.threads
  Rule: people who listen to a thread receive what is written in it

    Background:
      Given Ana has opened the thread "colours" in "design"
      And Ana listens to "colours"
      And Ben listens to "colours"

    Scenario: three messages in a thread arrive once each and in order
      When Ana posts 3 messages in the thread "colours"
      Then Ben receives the 3 thread messages once each, in order
      And what Ben received matches the API responses

    @needs.socket-threads
    Scenario: a thread message posted over the socket arrives like one posted over the API
      When Ben writes "Blue" in the thread "colours" over the socket
      Then Ana receives the thread message once, within the delivery budget
      And what Ana received matches the API responses

    Scenario: someone who listens only to the chatroom does not receive its threads
      Given Cleo is in the chatroom "design" too
      When Ana posts 3 messages in the thread "colours"
      Then Ben receives the 3 thread messages once each, in order
      And Cleo receives nothing about it

    @needs.membership
    Scenario: someone removed from the chatroom no longer receives its threads
      When Ana removes Ben from "design"
      Then Ben does not receive what Ana posts next in the thread "colours"

  @needs.threads
  Rule: changes to a thread and its deletion are announced

    Background:
      Given Ana has opened the thread "colours" in "design"
      And Ben listens to "colours"

    @needs.archive-threads
    Scenario: archiving a thread is announced and ends posting in it
      When Ana archives the thread "colours"
      Then Ben receives the archive event once, within the delivery budget
      And nobody can post in the thread "colours" any more

    @needs.delete-threads
    Scenario: deleting a thread is announced and ends posting in it
      When Ana deletes the thread "colours"
      Then Ben receives the deletion of the thread once, within the delivery budget
      And nobody can post in the thread "colours" any more

    @needs.delete-threads @needs.reads
    Scenario: the messages of a deleted thread are gone, and not among those of the chatroom
      Given Ana has written "Blue" in the thread "colours"
      When Ana deletes the thread "colours"
      Then Ben receives the deletion of the thread once, within the delivery budget
      And a later read of "design" does not show "Blue"
      And Ben cannot see the messages of "colours"
