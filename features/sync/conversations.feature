@sync @FR-003 @FR-004
Feature: a reply never arrives before the message it answers
  A message written after another was received arrives after it, for everyone and on every device, however many people
  stand in between and whatever else is being written.

  Background:
    Given Ana, Ben and Cleo are in the chatroom "design"
    And Dan is in the chatroom "design" too
    And Dan also listens on his phone
    And Zoe works for another company

  Rule: messages written in turn arrive in turn

    Scenario: messages written in turn by three people arrive in that order on two devices
      When Ana, Ben and Cleo write 4 times in turn, each after receiving the one before
      Then Dan receives the 12 messages once each, in order
      And Zoe receives nothing about it

    @needs.replies
    Scenario: a chain of replies arrives in order
      When Ana, Ben and Cleo reply to each other 4 times, each after receiving the one before
      Then Dan receives the 12 messages once each, in order
      And Dan receives no reply before the message it answers
      And Zoe receives nothing about it

    @needs.replies
    Scenario: simultaneous replies by several people arrive after the message they answer
      When Ana posts 5 messages, and Ben and Cleo reply to each as soon as they receive it
      Then Dan receives everything that was accepted, once each
      And Dan receives no reply before the message it answers
      And Ana receives no reply before the message it answers
