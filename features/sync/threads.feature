@sync @FR-013
Feature: threads notify those concerned
  A thread belongs to its chatroom: those in the chatroom hear that it begins, changes and ends; those who listen to
  the thread hear what is written in it.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Zoe works for another company

  @needs.threads
  Rule: a thread is announced in its chatroom

    @smoke
    Scenario: a new thread is announced to everyone in the chatroom
      When Ana opens the thread "colours" in "design"
      Then Ben hears of the new thread once, within the delivery budget
      And what Ben received agrees with what the API answered
      And Zoe hears nothing of it

    Scenario: a thread without a title is refused, and nobody hears of it
      When Ana tries to open a thread without a title in "design"
      Then the backend refuses it
      And Ben hears nothing of it

    Scenario: somebody from another company cannot open a thread
      When Zoe tries to open the thread "spying" in "design"
      Then the backend refuses it
      And Ana hears nothing of it

  @needs.threads
  Rule: those who listen to a thread hear what is written in it

    Background:
      Given Ana has opened the thread "colours" in "design"
      And Ana listens to "colours"
      And Ben listens to "colours"

    Scenario: three messages in a thread are heard once each and in order
      When Ana posts 3 messages in the thread "colours"
      Then Ben hears of the 3 thread messages once each, in order
      And what Ben received agrees with what the API answered

    Scenario: a message in a thread over the socket is heard like one over the API
      When Ben writes "Blue" into the thread "colours" over the socket
      Then Ana hears of the thread message once, within the delivery budget
      And what Ana received agrees with what the API answered

    Scenario: who only listens to the chatroom does not hear the thread
      Given Cleo is in the chatroom "design" too
      When Ana posts 3 messages in the thread "colours"
      Then Ben hears of the 3 thread messages once each, in order
      And Cleo hears nothing of it

    Scenario: who is removed from the chatroom hears its threads no more
      When Ana removes Ben from "design"
      Then what Ana posts next in the thread "colours" is not heard by Ben

  @needs.threads
  Rule: changes and the end of a thread are heard

    Background:
      Given Ana has opened the thread "colours" in "design"
      And Ben listens to "colours"

    Scenario: an archived thread is announced, and takes no more messages
      When Ana archives the thread "colours"
      Then Ben hears of the archiving once, within the delivery budget
      And nobody can post in the thread "colours" any more

    Scenario: a deleted thread is announced, and falls silent
      When Ana deletes the thread "colours"
      Then Ben hears of the end of the thread once, within the delivery budget
      And nobody can post in the thread "colours" any more
