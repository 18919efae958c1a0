@connection @FR-001 @needs.accounts
Feature: a token from the API's login opens a connection, and nothing else does
  Who has logged in over the API may connect with the token from there, wherever it stands; whoever shows none, or one
  that is not good, is told so and disconnected, and hears nothing.

  Rule: a good token opens a connection, wherever it stands

    @smoke
    Scenario Outline: a token <place> lets its owner in
      Given Ana has an account
      When Ana connects with her token <place>
      Then Ana is let in

      Examples:
        | place                |
        | in the header        |
        | in the address       |
        | in the first message |

    Scenario: a token that was renewed opens a connection
      Given Ana has an account
      And Ana has renewed her token
      When Ana connects with her token in the header
      Then Ana is let in

  Rule: a bad token opens nothing

    Scenario Outline: <what> token <place> lets nobody in
      Given Ana has an account
      When Ana tries to connect with <what> token <place>
      Then Ana is turned away because of the token

      Examples:
        | what        | place                |
        | a malformed | in the header        |
        | a malformed | in the address       |
        | a malformed | in the first message |
        | no          | in the header        |
        | a forged    | in the header        |
        | a forged    | in the address       |
        | a forged    | in the first message |

    @needs.local
    Scenario Outline: a malformed token <place> is turned away at once, however long the backend waits for a better one
      Given the backend waits ten minutes for a token
      And Ana has an account
      When Ana tries to connect with a malformed token <place>
      Then Ana is turned away because of the token

      Examples:
        | place                |
        | in the header        |
        | in the address       |
        | in the first message |

  Rule: a revoked token opens nothing, and ends what it opened

    Scenario Outline: a token <place> from before the logout lets nobody in
      Given Ana has an account
      And Ana has logged out
      When Ana tries to connect with her old token <place>
      Then Ana is turned away because of the token

      Examples:
        | place                |
        | in the header        |
        | in the address       |
        | in the first message |

    Scenario: logging out ends the open connection
      Given Ana works for a company
      When Ana logs out
      Then Ana's connection is ended by the backend because of the token

  @needs.local
  Rule: an expired token opens nothing, and ends what it opened

    Scenario: a connection ends when its token expires
      Given tokens live for 5 minutes
      And Ana works for a company
      When ten minutes pass
      Then Ana's connection is ended by the backend because of the token

    Scenario Outline: a token <place> whose time is over lets nobody in
      Given tokens live for 5 minutes
      And Ana has an account
      And ten minutes have passed
      When Ana tries to connect with her old token <place>
      Then Ana is turned away because of the token

      Examples:
        | place                |
        | in the header        |
        | in the address       |
        | in the first message |

    Scenario: a connection whose token was renewed in time goes on
      Given tokens live for 15 minutes
      And Ana and Ben are in the chatroom "design"
      And ten minutes have passed
      And Ana has renewed her token on her open connection
      When ten minutes pass
      Then Ben's connection is ended by the backend because of the token
      And Ana still receives what Ana posts next
