@management @needs.service @timeout.240
Feature: adding a scenario
  Administrators add scenarios in the suite's own steps. What cannot be run is refused, with the line and the reason.

  Background:
    Given Olga the owner, Adam the administrator, Max the member and Gwen the guest use the service

  Rule: what can be run is taken

    Scenario: a scenario in the suite's steps is added
      When Adam adds this scenario
        """
        @sync
        Feature: our trials

          Scenario: what is written is heard
            Given Ana and Ben are in the chatroom "design"
            When Ana posts "Good morning" over the API
            Then Ben receives the message once
        """
      Then it is done
      And Max finds "what is written is heard" in the catalogue

  Rule: what cannot be run is refused, and it is told where and why

    Scenario: what is no Gherkin is refused
      When Adam tries to add this scenario
        """
        Feature: our trials

          Scenario: it breaks off
            Given Ana and Ben are in the chatroom "design"
            Because it is so
        """
      Then it is refused with 400
      And the first problem is in line 5

    Scenario: a step that nobody defined is refused
      When Adam tries to add this scenario
        """
        Feature: our trials

          Scenario: too clever
            Given Ana and Ben are in the chatroom "design"
            When Ana guesses what Ben thinks
            Then Ben receives the message once
        """
      Then it is refused with 400, and told "Ana guesses what Ben thinks"
      And the first problem is in line 5

    Scenario: a tag that there is not is refused
      When Adam tries to add this scenario
        """
        @smok
        Feature: our trials

          Scenario: misspelt
            Given Ana and Ben are in the chatroom "design"
        """
      Then it is refused with 400, and told "smok"
      And the first problem is in line 1

    Scenario: a feature without a scenario is refused
      When Adam tries to add this scenario
        """
        Feature: our trials
        """
      Then it is refused with 400

    Scenario: two scenarios at once are refused
      When Adam tries to add this scenario
        """
        Feature: our trials

          Scenario: one
            Given Ana and Ben are in the chatroom "design"

          Scenario: another
            Given Ana and Ben are in the chatroom "design"
        """
      Then it is refused with 400
      And the first problem is in line 6

    Scenario: a name is taken once in its category, and another company may use it all the same
      Given Zoe the owner uses the service
      And Zoe has added the quick scenario "a trial"
      When Adam adds the quick scenario "a trial"
      Then it is done
      When Adam tries to add the quick scenario "a trial"
      Then it is refused with 409, and told "choose another"

  Rule: it takes an administrator

    Scenario Outline: <person> cannot add a scenario
      When <person> tries to add the quick scenario "mine"
      Then it is refused with 403, and told "ADMIN"

      Examples:
        | person |
        | Max    |
        | Gwen   |
