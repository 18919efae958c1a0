@connection @security @FR-001 @needs.accounts
Feature: only a token from the API's login opens a connection
  Anyone who has logged in over the API can connect with that token, wherever it is sent; without a token, or with an
  invalid one, the connection is rejected and nothing is received.

  Rule: a valid token opens a connection, wherever it is sent

    @smoke
    Scenario Outline: connecting with a token <place> is accepted
      Given Ana has an account
      When Ana connects with her token <place>
      Then Ana's connection is accepted

      @needs.token-header
      Examples: in the header
        | place         |
        | in the header |

      @needs.token-query
      Examples: in the address
        | place          |
        | in the address |

      @needs.token-message
      Examples: in the first message
        | place                |
        | in the first message |

    @needs.token-renewal @needs.token-header
    Scenario: a renewed token opens a connection
      Given Ana has an account
      And Ana has renewed her token
      When Ana connects with her token in the header
      Then Ana's connection is accepted

  @needs.close-token
  Rule: an invalid token opens nothing

    Scenario Outline: connecting with <what> token <place> is rejected
      Given Ana has an account
      When Ana tries to connect with <what> token <place>
      Then Ana's connection is rejected because of the token

      @needs.token-header
      Examples: in the header
        | what        | place         |
        | a malformed | in the header |
        | no          | in the header |

      @needs.token-header @needs.forged-tokens
      Examples: forged, in the header
        | what     | place         |
        | a forged | in the header |

      @needs.token-query
      Examples: in the address
        | what        | place          |
        | a malformed | in the address |

      @needs.token-query @needs.forged-tokens
      Examples: forged, in the address
        | what     | place          |
        | a forged | in the address |

      @needs.token-message
      Examples: in the first message
        | what        | place                |
        | a malformed | in the first message |

      @needs.token-message @needs.forged-tokens
      Examples: forged, in the first message
        | what     | place                |
        | a forged | in the first message |

    @needs.local
    Scenario Outline: a malformed token <place> is rejected at once, even with a long authentication timeout
      Given the backend waits ten minutes for a token
      And Ana has an account
      When Ana tries to connect with a malformed token <place>
      Then Ana's connection is rejected because of the token

      @needs.token-header
      Examples: in the header
        | place         |
        | in the header |

      @needs.token-query
      Examples: in the address
        | place          |
        | in the address |

      @needs.token-message
      Examples: in the first message
        | place                |
        | in the first message |

  @needs.logout @needs.close-token
  Rule: a revoked token opens nothing and closes what it opened

    Scenario Outline: connecting after logout with the old token <place> is rejected
      Given Ana has an account
      And Ana has logged out
      When Ana tries to connect with her old token <place>
      Then Ana's connection is rejected because of the token

      @needs.token-header
      Examples: in the header
        | place         |
        | in the header |

      @needs.token-query
      Examples: in the address
        | place          |
        | in the address |

      @needs.token-message
      Examples: in the first message
        | place                |
        | in the first message |

    Scenario: logging out closes the open connection
      Given Ana works for a company
      When Ana logs out
      Then the backend closes Ana's connection because of the token

  @needs.local @needs.close-token
  Rule: an expired token opens nothing and closes what it opened

    Scenario: a connection is closed when its token expires
      Given tokens expire after 5 minutes
      And Ana works for a company
      When ten minutes pass
      Then the backend closes Ana's connection because of the token

    Scenario Outline: connecting with an expired token <place> is rejected
      Given tokens expire after 5 minutes
      And Ana has an account
      And ten minutes have passed
      When Ana tries to connect with her old token <place>
      Then Ana's connection is rejected because of the token

      @needs.token-header
      Examples: in the header
        | place         |
        | in the header |

      @needs.token-query
      Examples: in the address
        | place          |
        | in the address |

      @needs.token-message
      Examples: in the first message
        | place                |
        | in the first message |

    @needs.token-renewal
    Scenario: a connection whose token is renewed in time stays open
      Given tokens expire after 15 minutes
      And Ana and Ben are in the chatroom "design"
      And ten minutes have passed
      And Ana has renewed her token on her open connection
      When ten minutes pass
      Then the backend closes Ben's connection because of the token
      And Ana still receives what Ana posts next
