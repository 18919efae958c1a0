@recovery @FR-008 @needs.local
Feature: limits hold on every way and on every device
  What is over the rate limit is not done, whichever way it was sent. A connection ends with the token that it showed
  last, on every device by itself.

  @needs.socket-writes @needs.reads
  Rule: what is over the rate limit reaches nobody and leaves no trace

    Scenario Outline: messages over the rate limit are not written <way>
      Given the backend accepts 10 requests a second from each person
      And Ana and Ben are in the chatroom "design"
      When Ana posts 30 messages without waiting <way>
      Then some of Ana's attempts are rejected because of the rate limit
      And each rejection over the API says when to try again
      And Ben receives the accepted messages once each, and none of the others
      And Ben sees the accepted messages in the chatroom, and none of the others

      Examples:
        | way             |
        | over the API    |
        | over the socket |

  @needs.accounts @FR-001
  Rule: each connection ends with the token that it showed last

    Scenario: only the device that showed the renewed token stays connected
      Given tokens expire after 15 minutes
      And Ana and Ben are in the chatroom "design"
      And Ben also listens on his phone
      And ten minutes have passed
      And Ana has renewed her token on her open connection
      And Ben has renewed his token on his open connection
      When ten minutes pass
      Then the backend closes Ben's phone because of the token
      And what Ana posts next in "design" arrives on Ben's laptop only
