@management @needs.service @timeout.240
Feature: accounts of the service
  Who registers founds a company and owns it; an owner adds others and says what they may do. Nobody is let in without
  an account that is good, and nobody learns a password or a token that is not his.

  Rule: who registers is in at once

    Scenario: who registers founds a company and owns it
      When Olga registers
      Then it is done
      And the answer shows Olga as an owner, with tokens and without the password
      And Olga gets in

    Scenario: an address has one account
      Given Olga the owner uses the service
      When Zoe registers with Olga's address
      Then it is refused with 409, and told "has this address already"
      And Olga gets in

    Scenario Outline: what cannot be an account is refused, and it is told why: <field> "<value>"
      When Olga registers with the <field> "<value>"
      Then it is refused with 400, and told "<field told>"
      When Olga logs in
      Then it is refused with 401

      Examples:
        | field     | value    | field told |
        | password  | short!1  | password   |
        | password  | noSign12 | password   |
        | address   | olga     | email      |

    Scenario Outline: an account needs the <field>
      When Olga registers without the <field>
      Then it is refused with 400, and told "<field told>"

      Examples:
        | field     | field told |
        | address   | email      |
        | password  | password   |
        | full name | fullName   |

    Scenario: the shortest password is good enough
      When Olga registers with the password "eight!ab"
      Then it is done
      When Olga logs in with the password "eight!ab"
      Then the answer shows Olga as an owner, with tokens and without the password

  Rule: who logs in must know address and password

    Background:
      Given Olga the owner uses the service

    Scenario: address and password let in
      When Olga logs in
      Then the answer shows Olga as an owner, with tokens and without the password
      And Olga gets in

    Scenario: a wrong password and an unknown address are refused alike
      When Olga logs in with the password "another one!"
      Then it is refused with 401, and told "are not known together"
      When Zoe logs in
      Then it is refused with 401, and told "are not known together"

  Rule: a token is good for who has it, and until its end

    Background:
      Given Olga the owner uses the service

    Scenario Outline: who shows <token> does not get in
      Given Olga has an old token from before she logged out
      When Olga shows <token>
      Then it is refused with 401
      And Olga gets in

      Examples:
        | token                              |
        | no token                           |
        | a word that is no token            |
        | a token of which a part was changed |
        | a token without a signature        |
        | the token for asking for new tokens |
        | the old token                      |

    Scenario: without a token nothing is shown or done
      Then none of these lets in who shows no token
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

    Scenario: new tokens are given for the old
      When Olga asks for new tokens
      Then the answer shows Olga as an owner, with tokens and without the password
      And Olga gets in

    Scenario: a token that is used twice ends the login, for somebody copied it
      When somebody asks for new tokens with the one that Olga used
      Then it is refused with 401
      And Olga does not get in

    Scenario: who logs out is out
      When Olga logs out of the service
      Then it is done
      And Olga does not get in

  Rule: owners say who is in the company, and what they may do

    Background:
      Given Olga the owner, Adam the administrator, Max the member and Gwen the guest use the service

    Scenario: an owner adds somebody, who gets in
      When Olga adds Ina as a member
      Then it is done
      When Ina logs in
      Then the answer shows Ina as a member, with tokens and without the password

    Scenario Outline: <person> neither sees nor changes accounts
      When <person> asks for the accounts of the company
      Then it is refused with 403
      When <person> adds Ina as a guest
      Then it is refused with 403
      When at the service <person> makes <person> an owner
      Then it is refused with 403

      Examples:
        | person |
        | Adam   |
        | Max    |
        | Gwen   |

    Scenario: an owner sees the company's accounts and no others
      Given Zoe the owner uses the service
      When Olga asks for the accounts of the company
      Then Olga, Adam, Max and Gwen are in it, and Zoe is not
      And nobody's password or token is told

    Scenario: a new role counts at once
      When Max asks for the accounts of the company
      Then it is refused with 403
      When at the service Olga makes Max an owner
      And Max asks for the accounts of the company
      Then it is done

    Scenario: whose account is closed is out at once
      Then Max gets in
      When Olga closes Max's account
      Then it is done
      And Max does not get in

    Scenario: the last owner stays
      When at the service Olga makes Olga a member
      Then it is refused with 409, and told "no active OWNER"
      When Olga closes Olga's account
      Then it is refused with 409, and told "no active OWNER"
      And Olga gets in

    Scenario: an owner of another company finds nobody here
      Given Zoe the owner uses the service
      When at the service Zoe makes Max a guest
      Then it is refused with 404
