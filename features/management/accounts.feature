@management @needs.service @timeout.240
Feature: accounts control access to the service
  Registering founds a company and makes the founder its owner; owners add others and decide what they may do. Access
  takes a valid account, and nobody sees a password or a token of someone else.

  Rule: registering gives access at once

    Scenario: registering founds a company and makes the founder its owner
      When Olga registers
      Then the request succeeds
      And the response shows Olga as an owner, with tokens and without the password
      And Olga has access

    Scenario: an address can have only one account
      Given Olga the owner uses the service
      When Zoe registers with Olga's address
      Then the request is rejected with 409, mentioning "has this address already"
      And Olga has access

    Scenario Outline: an invalid account is rejected with a reason: <field> "<value>"
      When Olga registers with the <field> "<value>"
      Then the request is rejected with 400, mentioning "<field told>"
      When Olga logs in
      Then the request is rejected with 401

      Examples:
        | field    | value    | field told |
        | password | short!1  | password   |
        | password | noSign12 | password   |
        | address  | olga     | email      |

    Scenario Outline: an account without the <field> is rejected
      When Olga registers without the <field>
      Then the request is rejected with 400, mentioning "<field told>"

      Examples:
        | field     | field told |
        | address   | email      |
        | password  | password   |
        | full name | fullName   |

    Scenario: a password of the minimum length is accepted
      When Olga registers with the password "eight!ab"
      Then the request succeeds
      When Olga logs in with the password "eight!ab"
      Then the response shows Olga as an owner, with tokens and without the password

  Rule: logging in takes both the address and the password

    Background:
      Given Olga the owner uses the service

    Scenario: the right address and password give access
      When Olga logs in
      Then the response shows Olga as an owner, with tokens and without the password
      And Olga has access

    Scenario: a wrong password and an unknown address get the same rejection
      When Olga logs in with the password "another one!"
      Then the request is rejected with 401, mentioning "are not known together"
      When Zoe logs in
      Then the request is rejected with 401, mentioning "are not known together"

  Rule: a token is valid for its owner until it ends

    Background:
      Given Olga the owner uses the service

    Scenario Outline: access with <token> is rejected
      Given Olga has an old token from before she logged out
      When Olga presents <token>
      Then the request is rejected with 401
      And Olga has access

      Examples:
        | token             |
        | no token          |
        | a malformed token |
        | a tampered token  |
        | an unsigned token |
        | the refresh token |
        | the old token     |

    Scenario: every request without a token is rejected
      Then each of these is rejected without a token
        | method | path                                |
        | GET    | accounts                            |
        | GET    | accounts/me                         |
        | POST   | auth/logout                         |
        | GET    | test/scenarios                      |
        | POST   | test/scenarios                      |
        | GET    | test/scenarios/0123456789ab         |
        | PUT    | test/scenarios/0123456789ab         |
        | DELETE | test/scenarios/0123456789ab         |
        | GET    | test/scenarios/0123456789ab/trend   |
        | POST   | test/scenarios/0123456789ab/execute |
        | POST   | test/executions/none/cancel         |
        | GET    | test/results                        |
        | GET    | test/results/none                   |
        | GET    | test/performance/metrics            |
        | GET    | test/integration/events             |

    Scenario: old tokens can be exchanged for new ones
      When Olga requests new tokens
      Then the response shows Olga as an owner, with tokens and without the password
      And Olga has access

    Scenario: reusing a refresh token ends the login, since someone copied it
      When someone reuses the refresh token that Olga used
      Then the request is rejected with 401
      And Olga has no access

    Scenario: logging out ends access
      When Olga logs out of the service
      Then the request succeeds
      And Olga has no access

  Rule: owners decide who is in the company and what they may do

    Background:
      Given Olga the owner, Adam the administrator, Max the member and Gwen the guest use the service

    Scenario: someone added by an owner can log in
      When Olga adds Ina as a member
      Then the request succeeds
      When Ina logs in
      Then the response shows Ina as a member, with tokens and without the password

    Scenario Outline: <person> can neither see nor change accounts
      When <person> lists the company's accounts
      Then the request is rejected with 403
      When <person> adds Ina as a guest
      Then the request is rejected with 403
      When <person> makes <person> an owner in the service
      Then the request is rejected with 403

      Examples:
        | person |
        | Adam   |
        | Max    |
        | Gwen   |

    Scenario: an owner sees only the company's accounts
      Given Zoe the owner uses the service
      When Olga lists the company's accounts
      Then the list contains Olga, Adam, Max and Gwen but not Zoe
      And no password or token is disclosed

    Scenario: a new role in the service takes effect at once
      When Max lists the company's accounts
      Then the request is rejected with 403
      When Olga makes Max an owner in the service
      And Max lists the company's accounts
      Then the request succeeds

    Scenario: closing an account ends access at once
      Then Max has access
      When Olga closes Max's account
      Then the request succeeds
      And Max has no access

    Scenario: the last owner cannot be removed
      When Olga makes Olga a member in the service
      Then the request is rejected with 409, mentioning "no active OWNER"
      When Olga closes Olga's account
      Then the request is rejected with 409, mentioning "no active OWNER"
      And Olga has access

    Scenario: an owner of another company cannot find accounts here
      Given Zoe the owner uses the service
      When Zoe makes Max a guest in the service
      Then the request is rejected with 404
