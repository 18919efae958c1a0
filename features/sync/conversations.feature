@sync @FR-003 @FR-004
Feature: nobody hears an answer before what it answers
  Whoever writes after having heard something is heard after it, by everybody, on every device, however many people
  stand in between and whatever else is being written.

  Background:
    Given Ana, Ben and Cleo are in the chatroom "design"
    And Dan is in the chatroom "design" too
    And Dan also listens on his phone
    And Zoe works for another company

  Rule: what was said in turn is heard in turn

    Scenario: what three people say in turn is heard in that order on two devices
      When Ana, Ben and Cleo write 4 times in turn, each when the one before was heard
      Then Dan receives the 12 messages once each, in order
      And Zoe hears nothing of it

    @needs.replies
    Scenario: a chain of replies is heard link by link
      When Ana, Ben and Cleo answer each other 4 times, each when the one before was heard
      Then Dan receives the 12 messages once each, in order
      And Dan hears no reply before the message it answers
      And Zoe hears nothing of it

    @needs.replies
    Scenario: replies that several people give to each message at once follow what they answer
      When Ana posts 5 messages, and Ben and Cleo reply to each as soon as they hear it
      Then Dan hears everything that was accepted, once each
      And Dan hears no reply before the message it answers
      And Ana hears no reply before the message it answers
