@sync @security @privacy @FR-007 @needs.companies
Feature: nothing of one company exists for another
  People of another company may know a number or guess it. For them there is nothing behind it: nothing to read,
  nothing to change, nobody to invite in.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Ana has posted "Between us"
    And Zoe and Yuri work for another company

  @needs.reads @needs.accounts
  Rule: another company's things cannot be read

    @needs.status @needs.presence
    Scenario: the status and the presence of people cannot be read
      Given Ana has set her status to "away" and then to "busy"
      Then Zoe cannot see the status of Ana
      And Zoe cannot see the presence of Ana

    @needs.membership
    Scenario: chatrooms and messages cannot be read
      Then Zoe cannot see the name of "design"
      And Zoe cannot see the messages of "design"
      And Zoe cannot see the latest message of Ana

    @needs.threads
    Scenario: threads cannot be read
      Given Ana has opened the thread "colours" in "design"
      Then Zoe cannot see the threads of "design"
      And Zoe cannot see the messages of "colours"

  @needs.reads @needs.accounts @needs.roles
  Rule: another company's things and people cannot be changed

    Scenario Outline: someone from another company cannot <act>
      Given Ana has opened the thread "colours" in "design"
      When Zoe tries to <act>
      Then it is answered as if there were no such thing
      And nobody receives anything about it
      And "design" is unchanged
      And "colours" is unchanged
      And a later read of "design" shows "Between us"
      And Ana and Ben see that Ana is an owner

      @needs.membership
      Examples: people and chatrooms
        | act                          |
        | make Ana a guest             |
        | remove Ana from the company  |
        | remove Ana from "design"     |
        | add Zoe to "design"          |
        | rename "design" to "ours"    |
        | delete the chatroom "design" |

      @needs.edit @needs.delete
      Examples: messages
        | act                            |
        | edit Ana's message to "Theirs" |
        | delete Ana's message           |

      @needs.threads
      Examples: threads
        | act                          |
        | archive the thread "colours" |
        | delete the thread "colours"  |

    @needs.invitations
    Scenario: another company's invitation cannot be withdrawn
      Given Ana has invited Cleo as a member
      When Zoe tries to withdraw Cleo's invitation
      Then it is answered as if there were no such thing
      When Cleo accepts the invitation
      Then Ana and Ben see that Cleo is a member

  @needs.resume @needs.resume-gaps @needs.numbers @FR-008
  Rule: another company's events cannot be asked for

    Scenario Outline: someone who asks for another company's events after <position> position is told nothing of them
      Given Zoe's connection is cut
      When Zoe reconnects and asks for the events of "design" after <position> position
      Then Zoe is told that the missed messages in "design" are no longer available
      And Zoe does not receive what Ana posts next in "design"

      Examples:
        | position    |
        | an outdated |
        | a future    |

  @needs.membership @needs.reads
  Rule: another company's people and messages cannot be drawn in

    Background:
      Given Zoe has opened the private chatroom "elsewhere" with Yuri

    Scenario Outline: someone cannot <act> another company's person
      When Zoe tries to <how>
      Then the backend rejects it
      And nobody receives anything about it
      And "elsewhere" is unchanged

      Examples:
        | act                  | how                                          |
        | add                  | add Ana to "elsewhere"                       |
        | open a chatroom with | open the private chatroom "nowhere" with Ana |

      @needs.threads
      Examples: threads
        | act                | how                                               |
        | open a thread with | open the thread "colours" in "elsewhere" with Ana |

    @needs.replies
    Scenario: another company's message cannot be answered over the API
      When Zoe tries to reply "To you" in "elsewhere" to Ana's message over the API
      Then the backend rejects it
      And nobody receives anything about it

    @needs.replies @needs.socket-writes
    Scenario: another company's message cannot be answered over the socket
      When Zoe tries to reply "To you" in "elsewhere" to Ana's message over the socket
      Then the backend rejects it
      And nobody receives anything about it
