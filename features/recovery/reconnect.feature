@recovery @FR-008 @needs.resume
Feature: a connection that was lost comes back, and nothing is lost with it
  A laptop whose connection broke returns by itself, goes on where it had stopped, and hears everything once. Where
  the backend cannot give what was missed it says so, and what is there is read. Who may not return is told.

  Rule: an outage leaves no gap

    @smoke
    Scenario: what was written during a short outage is heard on return
      Given Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana posts 3 messages over the API
      And Ben's connection returns
      Then Ben resumes without a gap within the recovery budget
      And Ben is up to date within the recovery budget
      And Ben receives the 3 messages once each, in order

    Scenario: what was written during a long outage is heard on return
      Given Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana posts 100 messages over the API
      And Ben's connection returns
      Then Ben resumes without a gap within the recovery budget
      And Ben receives the 100 messages once each, in order

    Scenario: a laptop returns by itself while the API goes on
      Given Ana and Ben are in the chatroom "design"
      And Ben's laptop returns by itself
      When Ben's connection is cut
      And Ben posts 3 messages over the API
      Then Ben resumes without a gap within the recovery budget
      And Ben receives the 3 messages once each, in order

    @needs.edit
    Scenario: a message edited during an outage says on return what it says now
      Given Ana and Ben are in the chatroom "design"
      And Ana has posted "Draft"
      And Ben's connection is cut
      When Ana edits her message to "Final"
      And Ben's connection returns
      Then Ben resumes without a gap within the recovery budget
      And Ben hears everything that was accepted, once each

    Scenario: one outage after the other
      Given Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana posts 3 messages over the API
      And Ben's connection returns
      And Ben's connection is cut
      And Ana posts 3 messages over the API
      And Ben's connection returns
      Then Ben resumes without a gap within the recovery budget
      And Ben receives the 6 messages once each, in order

    @needs.local @needs.faults
    Scenario: a connection on which nobody answers is ended, and what was missed is heard on return
      Given the backend asks every two seconds whether its people are there
      And Ana and Ben are in the chatroom "design"
      And Ben's connection no longer says that it is there
      When Ana posts 3 messages over the API
      Then Ben's connection is lost
      When Ben's network recovers
      And Ben's connection returns
      Then Ben resumes without a gap within the recovery budget
      And Ben hears everything that Ana posted, once each

    @needs.local @needs.faults
    Scenario: a connection that is silent for long is given up in time, and what was missed is heard on return
      Given the backend asks every two seconds whether its people are there
      And Ana and Ben are in the chatroom "design"
      And Ben's connection goes silent for 10 seconds
      When Ana posts "Are you there?" over the API
      And Ben's network recovers
      And Ana posts 3 messages over the API
      And Ben's connection returns
      Then Ben resumes without a gap within the recovery budget
      And Ben hears everything that Ana posted, once each

  @needs.local
  Rule: many who return at once are all served

    @timeout.120
    Scenario: a hundred devices that return at once are given what they missed
      Given Ana, Ben, Cleo, Dan and Eva are in the chatroom "design"
      And Ana, Ben, Cleo, Dan and Eva listen to "design" on 20 more devices each
      When the connections of 20 devices of Ana, Ben, Cleo, Dan and Eva are cut at once
      And Ana posts 10 messages over the API
      And the 20 devices of Ana, Ben, Cleo, Dan and Eva return at once
      Then the 20 devices of Ana, Ben, Cleo, Dan and Eva resume without a gap within the recovery budget
      And Eva receives the 10 messages once each, in order

  @needs.local @needs.reads
  Rule: a gap that cannot be closed is told, and what is there is read

    Scenario: an outage that ends just in time leaves no gap
      Given the backend keeps the last 5 events for those who return
      And Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana posts 5 messages over the API
      And Ben's connection returns
      Then Ben resumes without a gap within the recovery budget
      And Ben receives the 5 messages once each, in order

    Scenario: an outage longer than what is kept is told
      Given the backend keeps the last 5 events for those who return
      And Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana posts 6 messages over the API
      And Ben's connection returns
      Then Ben is told of the gap, and has read what is there, within the recovery budget
      And Ben is up to date within the recovery budget
      And Ben still receives what Ana posts next

    Scenario: an outage shorter than events are kept leaves no gap
      Given the backend keeps events for 60 seconds for those who return
      And Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana posts 3 messages over the API
      And Ben's connection returns
      Then Ben resumes without a gap within the recovery budget
      And Ben receives the 3 messages once each, in order

    Scenario: an outage that outlasts the time for which events are kept is told
      Given the backend keeps events for 1 second for those who return
      And Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana posts 3 messages over the API
      And everything that was written is older than 1 second
      And Ben's connection returns
      Then Ben is told of the gap, and has read what is there, within the recovery budget
      And Ben still receives what Ana posts next

  @needs.accounts
  Rule: who may no longer return is refused for good

    Scenario: who logged out during the outage does not return
      Given Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ben logs out
      And Ben's connection returns
      Then Ben is refused for good

    @needs.roles
    Scenario: who was removed from the company during the outage does not return
      Given Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana removes Ben from the company
      And Ben's connection returns
      Then Ben is refused for good

    @needs.membership
    Scenario: who was removed from the chatroom during the outage returns without it
      Given Ana, Ben and Cleo are in the chatroom "design"
      And Ben's connection is cut
      When Ana removes Ben from "design"
      And Ana posts "Not for Ben" over the API
      And Ben's connection returns
      Then Ben hears nothing of "Not for Ben"

    @needs.roles @needs.membership
    Scenario: who was made a guest during the outage returns without the public chatrooms
      Given Ana and Ben are in the chatroom "design"
      And Ana has opened the public chatroom "announcements"
      And Ben listens to "announcements"
      And Ben's connection is cut
      When Ana makes Ben a guest
      And Ana posts "Not for guests" in "announcements"
      And Ben's connection returns
      Then Ben hears nothing of "Not for guests"
      And Ben still receives what Ana posts next

    @needs.local
    Scenario: whose token expires in mid-session renews it and hears on
      Given tokens live for 5 minutes
      And Ana and Ben are in the chatroom "design"
      And Ben's laptop returns by itself
      When ten minutes pass
      Then Ben resumes without a gap within the recovery budget
