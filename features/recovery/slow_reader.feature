@recovery @FR-008
Feature: a reader that falls behind gets everything later, or is told
  Who stops reading for a while costs others nothing. Either all that was sent waits for him, or he is disconnected
  with the code that says so.

  Rule: what waits is not lost

    Scenario: a short pause costs nothing
      Given Ana and Ben are in the chatroom "design"
      When Ben's laptop stops reading
      And Ana posts 20 messages over the API
      And Ben's laptop reads on
      Then Ben receives the 20 messages once each, in order

  @needs.local
  Rule: who reads too slowly is told

    Scenario: a reader for whom too much waits is disconnected with the code that says so
      Given the backend lets 2048 bytes wait for a reader
      And Ana and Ben are in the chatroom "design"
      When Ben's laptop stops reading
      And Ana posts 60 of the longest messages over the API
      And Ben's laptop reads on
      Then Ben's connection is ended by the backend because it read too slowly

    @needs.resume
    Scenario: who was disconnected because he read too slowly is given on return what he missed
      Given the backend lets 100000 bytes wait for a reader
      And Ana and Ben are in the chatroom "design"
      When Ben's laptop stops reading
      And Ana posts 5 messages over the API
      And Ana posts 60 of the longest messages over the API
      And Ben's laptop reads on
      Then Ben's connection is ended by the backend because it read too slowly
      When Ben's connection returns
      Then Ben resumes without a gap within the recovery budget
      And Ben hears everything that Ana posted, once each
