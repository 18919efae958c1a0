@connection
Feature: a connection stays usable from its opening to its close
  A connection answers when spoken to, survives nonsense, ends cleanly, and concerns nobody but its owner.

  @FR-001
  Rule: a connection answers

    @smoke @needs.commands
    Scenario: a ping is answered
      Given Ana works for a company
      When Ana's laptop asks whether the backend is there
      Then it is answered

    Scenario: a connection that was closed is closed cleanly
      Given Ana works for a company
      When Ana closes her connection
      Then Ana's connection ended cleanly

  @FR-002 @needs.commands
  Rule: nonsense harms nobody

    Scenario Outline: <nonsense> is refused, and the connection stays usable
      Given Ana and Ben are in the chatroom "design"
      When Ben's laptop sends <nonsense>
      Then Ben's laptop is told that it was refused
      And Ben still receives what Ana posts next
      And Ana still receives what Ben posts next

      Examples:
        | nonsense               |
        | something unreadable   |
        | an unknown command     |
        | a command without data |

    Scenario: what is not text ends only the connection that sent it
      Given Ana and Ben are in the chatroom "design"
      When Ben's laptop sends something that is not text
      Then Ben's connection is ended by the backend because only text is understood
      And Ana still receives what Ana posts next

    Scenario: a message that is too large ends only the connection that sent it
      Given Ana and Ben are in the chatroom "design"
      When Ben's laptop sends a message larger than allowed
      Then Ben's connection is ended by the backend because it was too large
      And Ana still receives what Ana posts next

  @FR-002
  Rule: devices are independent

    Scenario: closing one device leaves the other listening
      Given Ana and Ben are in the chatroom "design"
      And Ben also listens on his phone
      When Ben closes his laptop
      Then what Ana posts next is heard on Ben's phone only
