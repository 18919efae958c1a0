@management @needs.service @timeout.240
Feature: the catalogue contains every scenario of the suite and the company
  Everyone in a company finds every scenario of the suite and those that the company added, and nothing of other
  companies.

  Rule: every scenario is listed once

    Background:
      Given Olga the owner and Gwen the guest use the service

    Scenario: a scenario of the suite is in the catalogue as it is in its file
      When Gwen looks up this very scenario in the catalogue
      Then it is found with its name, its steps and its tags

    Scenario Outline: reading pages of <size> loses nothing and repeats nothing
      Then pages of <size> show Gwen every scenario once, as many as the stated total

      Examples:
        | size |
        | 97   |
        | 500  |

    Scenario: the page after the last is empty
      When Gwen requests 10 scenarios from offset 1000000
      Then the page is empty, but the total is not zero

    Scenario Outline: a page of <limit> scenarios from offset <offset> is rejected
      When Gwen requests <limit> scenarios from offset <offset>
      Then the request is rejected with 400, mentioning "<field>"

      Examples:
        | limit | offset | field  |
        | 0     | 0      | limit  |
        | 501   | 0      | limit  |
        | 10    | -1     | offset |

    Scenario Outline: filtering by <field> "<value>" shows only matching scenarios
      Then filtered by <field> "<value>", the catalogue shows Gwen the matching scenarios only

      Examples:
        | field    | value          |
        | type     | WEBSOCKET_ONLY |
        | priority | HIGH           |
        | category | sync           |
        | tag      | smoke          |

    Scenario: filtering by an unknown type is rejected
      When Gwen requests the scenarios with the type "BY_HAND"
      Then the request is rejected with 400, mentioning "type"

    Scenario: filtering by an unused tag finds nothing
      When Gwen requests the scenarios with the tag "nobody-uses-this"
      Then the page is empty, and the total is zero

    Scenario: an unknown scenario is not found
      When Gwen requests an unknown scenario
      Then the request is rejected with 404

  Rule: the suite's scenarios can be changed only in their files

    Background:
      Given Olga the owner, Max the member and Gwen the guest use the service
      And "it" is a scenario of the suite

    Scenario: not even the owner can change or remove a scenario of the suite
      When Olga tries to change the description of "it" to "mine"
      Then the request is rejected with 409, mentioning "is changed there"
      When Olga tries to remove "it"
      Then the request is rejected with 409, mentioning "is changed there"
      When Olga looks up this very scenario in the catalogue
      Then it is found with its name, its steps and its tags

    Scenario Outline: <person> can neither change nor remove a scenario
      When <person> tries to change the description of "it" to "mine"
      Then the request is rejected with 403, mentioning "ADMIN"
      When <person> tries to remove "it"
      Then the request is rejected with 403, mentioning "ADMIN"

      Examples:
        | person |
        | Max    |
        | Gwen   |

  Rule: added scenarios belong to the company

    Background:
      Given Olga the owner, Adam the administrator, Max the member and Gwen the guest use the service
      And Zoe the owner uses the service
      And Adam has added the quick scenario "a trial"

    Scenario: everyone in the company finds an added scenario, and nobody else does
      Then Gwen finds "a trial" in the catalogue
      And Zoe does not find "a trial"
      When Zoe tries to remove "a trial"
      Then the request is rejected with 404
      When Max tries to remove "a trial"
      Then the request is rejected with 403
      And Max finds "a trial" in the catalogue

    Scenario: an administrator can change and remove an added scenario
      When Adam changes the description of "a trial" to "shorter now"
      Then the request succeeds
      And Gwen finds "a trial" in the catalogue, described as "shorter now"
      When Adam removes "a trial"
      Then the request succeeds
      And Gwen does not find "a trial"
