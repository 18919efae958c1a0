@management @needs.service @timeout.240
Feature: the catalogue of scenarios
  Whoever is in a company finds every scenario of the suite, and what the company added; nothing of other companies.

  Rule: everything is there, once

    Background:
      Given Olga the owner and Gwen the guest use the service

    Scenario: a scenario of the suite is in the catalogue, as it is in its file
      When Gwen looks for this very scenario in the catalogue
      Then it is there, with its name, its steps and its tags

    Scenario Outline: pages of <size> lose nothing and repeat nothing
      Then pages of <size> show Gwen every scenario once, as many as they say there are

      Examples:
        | size |
        | 97   |
        | 500  |

    Scenario: behind the last page there is nothing
      When Gwen asks for 10 scenarios from number 1000000 on
      Then the page is empty, and there are as many in all as before

    Scenario Outline: a page of <limit> from number <offset> on is refused
      When Gwen asks for <limit> scenarios from number <offset> on
      Then it is refused with 400, and told "<field>"

      Examples:
        | limit | offset | field  |
        | 0     | 0      | limit  |
        | 501   | 0      | limit  |
        | 10    | -1     | offset |

    Scenario Outline: the catalogue is narrowed by <field> "<value>"
      Then asked for the <field> "<value>", the catalogue shows Gwen those and no others

      Examples:
        | field    | value          |
        | type     | WEBSOCKET_ONLY |
        | priority | HIGH           |
        | category | sync           |
        | tag      | smoke          |

    Scenario: a type that there is not is refused
      When Gwen asks for the scenarios with the type "BY_HAND"
      Then it is refused with 400, and told "type"

    Scenario: a tag that nothing carries leaves nothing
      When Gwen asks for the scenarios with the tag "nobody-uses-this"
      Then the page is empty, and there are none in all

    Scenario: a scenario that there is not is not found
      When Gwen asks for a scenario that there is not
      Then it is refused with 404

  Rule: what the suite brought is changed in its files and nowhere else

    Background:
      Given Olga the owner, Max the member and Gwen the guest use the service
      And "it" is a scenario of the suite

    Scenario: not even the owner changes or removes a scenario of the suite
      When Olga tries to change the description of "it" to "mine"
      Then it is refused with 409, and told "is changed there"
      When Olga tries to remove "it"
      Then it is refused with 409, and told "is changed there"
      When Olga looks for this very scenario in the catalogue
      Then it is there, with its name, its steps and its tags

    Scenario Outline: <person> can neither change nor remove a scenario
      When <person> tries to change the description of "it" to "mine"
      Then it is refused with 403, and told "ADMIN"
      When <person> tries to remove "it"
      Then it is refused with 403, and told "ADMIN"

      Examples:
        | person |
        | Max    |
        | Gwen   |

  Rule: what was added belongs to the company

    Background:
      Given Olga the owner, Adam the administrator, Max the member and Gwen the guest use the service
      And Zoe the owner uses the service
      And Adam has added the quick scenario "a trial"

    Scenario: everybody of the company finds it and nobody else does
      Then Gwen finds "a trial" in the catalogue
      And there is no "a trial" for Zoe
      When Zoe tries to remove "a trial"
      Then it is refused with 404
      When Max tries to remove "a trial"
      Then it is refused with 403
      And Max finds "a trial" in the catalogue

    Scenario: an administrator changes and removes it
      When Adam changes the description of "a trial" to "shorter now"
      Then it is done
      And Gwen finds "a trial" in the catalogue, described as "shorter now"
      When Adam removes "a trial"
      Then it is done
      And there is no "a trial" for Gwen
