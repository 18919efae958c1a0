@recovery @FR-008 @needs.faults @timeout.120
Feature: a broken network loses nothing
  Connections go silent, break and spoil what they carry. Whoever comes back is given what he missed, and who has no
  trouble notices nothing.

  Background:
    Given Ana, Ben and Cleo are in the chatroom "design"

  Rule: what a network holds back arrives when it returns

    Scenario: a connection that went silent brings everything when it returns
      Given Ben's connection goes silent for 1 second
      When Ana posts 3 messages over the API
      And Ben's network recovers
      Then Ben receives the 3 messages once each, in order
      And Cleo receives the 3 messages once each, in order

    Scenario Outline: a connection that <trouble> loses nothing
      Given Ben's connection <trouble>
      When Ana posts 3 messages over the API
      Then Ben receives the 3 messages once each, in order

      Examples: what only takes longer
        | trouble                                    |
        | brings everything in slices                |
        | brings every event half a second late      |
        | carries no more than 20,000 bytes a second |

    Scenario: a little latency raises nothing
      Given everything takes 20 ms longer on the way
      When Ana posts 3 messages over the API
      Then Ben receives the 3 messages once each, in order, within the delivery budget

  @needs.resume @needs.resume-unheard
  Rule: what a network takes is given to who comes back

    Scenario Outline: three messages arrive although a connection <trouble>
      Given Ben's connection <trouble>
      When Ana posts 3 messages over the API
      Then Ben's connection is lost
      When Ben's network recovers
      And Ben comes back and asks for what he missed
      Then Ben hears everything that Ana posted, once each
      And Cleo still receives what Ana posts next

      Examples:
        | trouble                                |
        | breaks in the middle of the next event |
        | breaks after another hundred bytes     |
        | spoils the next event                  |
        | swells the next event                  |
        | mislabels the next event               |

    @needs.local
    Scenario: three messages arrive on return while the backend still takes the old connection for open
      Given Ben's connection takes half a second to end
      When Ben's connection is cut
      And Ana posts 3 messages over the API
      And Ben comes back and asks for what he missed
      Then Ben hears everything that Ana posted, once each
      And Cleo receives the 3 messages once each, in order

    Scenario: three messages arrive although a connection breaks without a word
      When Ben's connection breaks without a word
      And Ana posts 3 messages over the API
      Then Ben's connection is lost
      When Ben's network recovers
      And Ben comes back and asks for what he missed
      Then Ben hears everything that Ana posted, once each

  @needs.resume @needs.resume-unheard
  Rule: what goes wrong with one event costs nothing else

    Scenario Outline: a message arrives on return although a connection <trouble>
      Given Ben's connection <trouble>
      When Ana posts "Did you see this?" over the API
      Then Cleo receives the message once
      When Ben's network recovers
      And Ben's connection is cut
      And Ben's connection returns
      Then Ben resumes without a gap within the recovery budget
      And Ben hears everything that Ana posted, once each

      Examples:
        | trouble                   |
        | loses the next event      |
        | cuts the next event short |

    Scenario: a connection that doubles an event doubles no other
      Given Ben's connection doubles the next event
      When Ana posts 3 messages over the API
      Then Cleo receives the 3 messages once each, in order
      When Ben's network recovers
      Then Ben still receives what Ana posts next

  Rule: who cannot get through is not told that all is well

    @needs.accounts
    Scenario: nobody new gets through, and those who are there hear on
      Given nobody new can reach the backend
      When Ben connects with his token in the header
      And Ana posts 3 messages over the API
      Then Cleo receives the 3 messages once each, in order
