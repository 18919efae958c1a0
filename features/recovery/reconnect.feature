@recovery @FR-008 @needs.resume
Feature: a lost connection is restored without losing anything
  A laptop whose connection broke reconnects automatically, resumes where it had stopped, and receives everything
  once. Where the backend cannot deliver what was missed it says so, and the current state is read. People without
  access are told.

  Rule: an outage leaves no gap

    @smoke
    Scenario: messages written during a short outage arrive after reconnecting
      Given Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana posts 3 messages over the API
      And Ben's laptop reconnects
      Then Ben resumes without a gap within the recovery budget
      And Ben is up to date within the recovery budget
      And Ben receives the 3 messages once each, in order

    Scenario: messages written during a long outage arrive after reconnecting
      Given Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana posts 100 messages over the API
      And Ben's laptop reconnects
      Then Ben resumes without a gap within the recovery budget
      And Ben receives the 100 messages once each, in order

    Scenario: a laptop reconnects automatically while the API keeps working
      Given Ana and Ben are in the chatroom "design"
      And Ben's laptop reconnects automatically
      When Ben's connection is cut
      And Ben posts 3 messages over the API
      Then Ben resumes without a gap within the recovery budget
      And Ben receives the 3 messages once each, in order

    @needs.edit
    Scenario: a message edited during an outage has its current text after reconnecting
      Given Ana and Ben are in the chatroom "design"
      And Ana has posted "Draft"
      And Ben's connection is cut
      When Ana edits her message to "Final"
      And Ben's laptop reconnects
      Then Ben resumes without a gap within the recovery budget
      And Ben receives everything that was accepted, once each

    Scenario: two outages in a row leave no gap
      Given Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana posts 3 messages over the API
      And Ben's laptop reconnects
      And Ben's connection is cut
      And Ana posts 3 messages over the API
      And Ben's laptop reconnects
      Then Ben resumes without a gap within the recovery budget
      And Ben receives the 6 messages once each, in order

    @needs.local @needs.faults
    Scenario: a connection without pongs is closed, and missed messages arrive after reconnecting
      Given the backend sends a ping every two seconds
      And Ana and Ben are in the chatroom "design"
      And Ben's connection stops answering pings
      When Ana posts 3 messages over the API
      Then Ben's connection is lost
      When Ana posts 3 messages over the API
      And Ben's network recovers
      And Ben's laptop reconnects
      Then Ben resumes without a gap within the recovery budget
      And Ben receives everything that Ana posted, once each

    @needs.local @needs.faults
    Scenario: a silent connection is given up in time, and missed messages arrive after reconnecting
      Given the backend sends a ping every two seconds
      And Ana and Ben are in the chatroom "design"
      And Ben's connection goes silent for 10 seconds
      When Ana posts "Are you there?" over the API
      And Ben's network recovers
      And Ana posts 3 messages over the API
      And Ben's laptop reconnects
      Then Ben resumes without a gap within the recovery budget
      And Ben receives everything that Ana posted, once each

  @needs.local
  Rule: many devices that reconnect at once are all served

    @timeout.120
    Scenario: a hundred devices that reconnect at once receive what they missed
      Given Ana, Ben, Cleo, Dan and Eva are in the chatroom "design"
      And Ana, Ben, Cleo, Dan and Eva listen to "design" on 20 more devices each
      When the connections of 20 devices of Ana, Ben, Cleo, Dan and Eva are cut at once
      And Ana posts 10 messages over the API
      And the 20 devices of Ana, Ben, Cleo, Dan and Eva reconnect at once
      Then the 20 devices of Ana, Ben, Cleo, Dan and Eva resume without a gap within the recovery budget
      And Eva receives the 10 messages once each, in order

  @needs.local @needs.reads
  Rule: a gap that cannot be closed is reported, and the current state is read

    Scenario: an outage that ends just in time leaves no gap
      Given the backend keeps the last 5 events for reconnecting devices
      And Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana posts 5 messages over the API
      And Ben's laptop reconnects
      Then Ben resumes without a gap within the recovery budget
      And Ben receives the 5 messages once each, in order

    Scenario: an outage with more events than are kept is reported
      Given the backend keeps the last 5 events for reconnecting devices
      And Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana posts 6 messages over the API
      And Ben's laptop reconnects
      Then Ben is told of the gap and reads the current state within the recovery budget
      And Ben is up to date within the recovery budget
      And Ben still receives what Ana posts next

    Scenario: an outage shorter than the retention time leaves no gap
      Given the backend keeps events for 60 seconds for reconnecting devices
      And Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana posts 3 messages over the API
      And Ben's laptop reconnects
      Then Ben resumes without a gap within the recovery budget
      And Ben receives the 3 messages once each, in order

    Scenario: an outage longer than the retention time is reported
      Given the backend keeps events for 1 second for reconnecting devices
      And Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana posts 3 messages over the API
      And everything posted is older than 1 second
      And Ben's laptop reconnects
      Then Ben is told of the gap and reads the current state within the recovery budget
      And Ben still receives what Ana posts next

  @needs.accounts
  Rule: someone who may no longer connect is rejected permanently

    Scenario: someone who logged out during the outage cannot reconnect
      Given Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ben logs out
      And Ben's laptop reconnects
      Then Ben is rejected permanently

    @needs.roles
    Scenario: someone removed from the company during the outage cannot reconnect
      Given Ana and Ben are in the chatroom "design"
      And Ben's connection is cut
      When Ana removes Ben from the company
      And Ben's laptop reconnects
      Then Ben is rejected permanently

    @needs.membership
    Scenario: someone removed from the chatroom during the outage reconnects without it
      Given Ana, Ben and Cleo are in the chatroom "design"
      And Ben's connection is cut
      When Ana removes Ben from "design"
      And Ana posts "Not for Ben" over the API
      And Ben's laptop reconnects
      Then Ben does not receive "Not for Ben"

    @needs.roles @needs.membership
    Scenario: someone made a guest during the outage reconnects without public chatrooms
      Given Ana and Ben are in the chatroom "design"
      And Ana has opened the public chatroom "announcements"
      And Ben listens to "announcements"
      And Ben's connection is cut
      When Ana makes Ben a guest
      And Ana posts "Not for guests" in "announcements"
      And Ben's laptop reconnects
      Then Ben does not receive "Not for guests"
      And Ben still receives what Ana posts next

    @needs.local
    Scenario: a laptop whose token expires mid-session renews it and keeps receiving
      Given tokens expire after 5 minutes
      And Ana and Ben are in the chatroom "design"
      And Ben's laptop reconnects automatically
      When ten minutes pass
      Then Ben resumes without a gap within the recovery budget
