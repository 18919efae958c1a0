@connection
Feature: a connection stays usable from opening to close
  A connection responds when it is used, survives invalid input, ends cleanly, and affects nobody but its owner.

  @FR-001
  Rule: a connection responds

    @smoke @needs.ping
    Scenario: a ping is answered
      Given Ana works for a company
      When Ana's laptop pings the backend
      Then the ping is answered

    Scenario: closing a connection ends it cleanly
      Given Ana works for a company
      When Ana closes her connection
      Then Ana's connection is closed cleanly

  @FR-002
  Rule: invalid input harms nobody else

    @needs.refused-frames
    Scenario Outline: <nonsense> is rejected, and the connection stays usable
      Given Ana and Ben are in the chatroom "design"
      When Ben's laptop sends <nonsense>
      Then Ben's laptop receives a rejection
      And Ben still receives what Ana posts next
      And Ana still receives what Ben posts next

      Examples:
        | nonsense               |
        | a malformed frame      |
        | an unknown command     |
        | a command without data |

    @needs.close-binary
    Scenario: a binary frame closes only the connection that sent it
      Given Ana and Ben are in the chatroom "design"
      When Ben's laptop sends a binary frame
      Then the backend closes Ben's connection because only text is accepted
      And Ana still receives what Ana posts next

    @needs.close-oversized
    Scenario: an oversized message closes only the connection that sent it
      Given Ana and Ben are in the chatroom "design"
      When Ben's laptop sends a message larger than allowed
      Then the backend closes Ben's connection because the message was too large
      And Ana still receives what Ana posts next

  @FR-002
  Rule: devices are independent

    Scenario: closing one device leaves the other listening
      Given Ana and Ben are in the chatroom "design"
      And Ben also listens on his phone
      When Ben closes his laptop
      Then only Ben's phone receives what Ana posts next
