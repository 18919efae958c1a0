@recovery @FR-008
Feature: a slow reader receives everything later or is disconnected with a reason
  Someone who stops reading for a while does not affect others. Either everything sent is buffered for them, or they
  are disconnected with the code that says so.

  Rule: buffered messages are not lost

    Scenario: a short pause loses nothing
      Given Ana and Ben are in the chatroom "design"
      When Ben's laptop stops reading
      And Ana posts 20 messages over the API
      And Ben's laptop resumes reading
      Then Ben receives the 20 messages once each, in order

  @needs.local @needs.close-slow
  Rule: someone who reads too slowly is told so

    Scenario: a reader whose buffer overflows is disconnected with the close code for it
      Given the backend buffers at most 2048 bytes for a slow reader
      And Ana and Ben are in the chatroom "design"
      When Ben's laptop stops reading
      And Ana posts 60 messages of the maximum length over the API
      And Ben's laptop resumes reading
      Then the backend closes Ben's connection because the reader was too slow

    @needs.resume
    Scenario: someone disconnected for reading too slowly receives what they missed after reconnecting
      Given the backend buffers at most 100000 bytes for a slow reader
      And Ana and Ben are in the chatroom "design"
      When Ben's laptop stops reading
      And Ana posts 5 messages over the API
      And Ana posts 60 messages of the maximum length over the API
      And Ben's laptop resumes reading
      Then the backend closes Ben's connection because the reader was too slow
      When Ben's laptop reconnects
      Then Ben resumes without a gap within the recovery budget
      And Ben receives everything that Ana posted, once each
