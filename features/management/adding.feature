@management @needs.service @timeout.240
Feature: scenarios that can be run are added, and others are rejected
  Administrators add scenarios in the suite's own steps. What cannot be run is rejected, with the line and the reason.

  Background:
    Given Olga the owner, Adam the administrator, Max the member and Gwen the guest use the service

  Rule: a scenario that can be run is added

    Scenario: a scenario written in the suite's steps is added
      When Adam adds this scenario
        """
        @sync
        Feature: our trials

          Scenario: a posted message arrives
            Given Ana and Ben are in the chatroom "design"
            When Ana posts "Good morning" over the API
            Then Ben receives the message once
        """
      Then the request succeeds
      And Max finds "a posted message arrives" in the catalogue

  Rule: a scenario that cannot be run is rejected with the place and the reason

    Scenario: invalid Gherkin is rejected
      When Adam tries to add this scenario
        """
        Feature: our trials

          Scenario: it breaks off
            Given Ana and Ben are in the chatroom "design"
            Because it is so
        """
      Then the request is rejected with 400
      And the first problem is on line 5

    Scenario: an undefined step is rejected
      When Adam tries to add this scenario
        """
        Feature: our trials

          Scenario: too clever
            Given Ana and Ben are in the chatroom "design"
            When Ana guesses what Ben thinks
            Then Ben receives the message once
        """
      Then the request is rejected with 400, mentioning "Ana guesses what Ben thinks"
      And the first problem is on line 5

    Scenario: an unknown tag is rejected
      When Adam tries to add this scenario
        """
        @smok
        Feature: our trials

          Scenario: misspelt
            Given Ana and Ben are in the chatroom "design"
        """
      Then the request is rejected with 400, mentioning "smok"
      And the first problem is on line 1

    Scenario: a feature without a scenario is rejected
      When Adam tries to add this scenario
        """
        Feature: our trials
        """
      Then the request is rejected with 400

    Scenario: two scenarios at once are rejected
      When Adam tries to add this scenario
        """
        Feature: our trials

          Scenario: one
            Given Ana and Ben are in the chatroom "design"

          Scenario: another
            Given Ana and Ben are in the chatroom "design"
        """
      Then the request is rejected with 400
      And the first problem is on line 6

    Scenario: a name is unique within a company's category, but another company can use it
      Given Zoe the owner uses the service
      And Zoe has added the quick scenario "a trial"
      When Adam adds the quick scenario "a trial"
      Then the request succeeds
      When Adam tries to add the quick scenario "a trial"
      Then the request is rejected with 409, mentioning "choose another"

  Rule: adding takes an administrator

    Scenario Outline: <person> cannot add a scenario
      When <person> tries to add the quick scenario "mine"
      Then the request is rejected with 403, mentioning "ADMIN"

      Examples:
        | person |
        | Max    |
        | Gwen   |
