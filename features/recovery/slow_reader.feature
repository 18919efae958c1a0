@recovery @FR-008
Feature: a reader that falls behind gets everything later, or is told
  Who stops reading for a while costs others nothing. Either all that was sent waits for him, or he is disconnected
  with the code that says so, and then returns like anybody whose connection was lost.

  Rule: what waits is not lost

    Scenario: a short pause costs nothing
      Given Ana and Ben are in the chatroom "design"
      When Ben's laptop stops reading
      And Ana posts 20 messages over the API
      And Ben's laptop reads on
      Then Ben receives the 20 messages once each, in order
