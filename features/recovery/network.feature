@recovery @FR-008 @needs.faults @timeout.120
Feature: a broken network loses nothing
  Connections go silent, break and corrupt what they carry. Everyone who reconnects receives what they missed, and
  people without trouble notice nothing.

  Background:
    Given Ana, Ben and Cleo are in the chatroom "design"

  Rule: what a network holds back arrives when it recovers

    Scenario: a connection that went silent delivers everything when it recovers
      Given Ben's connection goes silent for 1 second
      When Ana posts 3 messages over the API
      And Ben's network recovers
      Then Ben receives the 3 messages once each, in order
      And Cleo receives the 3 messages once each, in order

    Scenario Outline: a connection that <trouble> loses nothing
      Given Ben's connection <trouble>
      When Ana posts 3 messages over the API
      Then Ben receives the 3 messages once each, in order

      Examples: slow but complete
        | trouble                                    |
        | delivers everything in small slices        |
        | delays every event by half a second        |
        | carries no more than 20,000 bytes a second |

    Scenario: 20 ms of latency triggers no failure
      Given the network adds 20 ms of latency
      When Ana posts 3 messages over the API
      Then Ben receives the 3 messages once each, in order, within the delivery budget

  @needs.resume @needs.resume-unheard
  Rule: what a network loses is delivered after reconnecting

    Scenario Outline: three messages arrive although a connection <trouble>
      Given Ben's connection <trouble>
      When Ana posts 3 messages over the API
      Then Ben's connection is lost
      When Ben's network recovers
      And Ben reconnects and asks for the missed events
      Then Ben receives everything that Ana posted, once each
      And Cleo still receives what Ana posts next

      Examples:
        | trouble                                |
        | breaks in the middle of the next event |
        | breaks after another 100 bytes         |
        | corrupts the next event                |
        | makes the next event oversized         |
        | gives the next event the wrong opcode  |

    @needs.local
    Scenario: three messages arrive after reconnecting while the backend still considers the old connection open
      Given Ben's connection takes half a second to close
      When Ben's connection is cut
      And Ana posts 3 messages over the API
      And Ben reconnects and asks for the missed events
      Then Ben receives everything that Ana posted, once each
      And Cleo receives the 3 messages once each, in order

    Scenario: three messages arrive although a connection breaks without a close frame
      When Ben's connection breaks without a close frame
      And Ana posts 3 messages over the API
      Then Ben's connection is lost
      When Ben's network recovers
      And Ben reconnects and asks for the missed events
      Then Ben receives everything that Ana posted, once each

  @needs.resume @needs.resume-unheard
  Rule: a fault in one event affects no other

    Scenario Outline: a message arrives after reconnecting although a connection <trouble>
      Given Ben's connection <trouble>
      When Ana posts "Did you see this?" over the API
      Then Cleo receives the message once
      When Ben's network recovers
      And Ben's connection is cut
      And Ben's laptop reconnects
      Then Ben resumes without a gap within the recovery budget
      And Ben receives everything that Ana posted, once each

      Examples:
        | trouble                  |
        | loses the next event     |
        | truncates the next event |

    Scenario: a connection that duplicates one event duplicates no other
      Given Ben's connection duplicates the next event
      When Ana posts 3 messages over the API
      Then Cleo receives the 3 messages once each, in order
      When Ben's network recovers
      Then Ben still receives what Ana posts next

  Rule: people who cannot connect are not told that all is well

    @needs.accounts @needs.token-header
    Scenario: open connections keep receiving while no new one can be opened
      Given no new connection can reach the backend
      When Ben connects with his token in the header
      And Ana posts 3 messages over the API
      Then Cleo receives the 3 messages once each, in order
