@sync
Feature: Messages reach those who are in the chatroom
  Every property that the backend promises is checked at the end of each scenario.

  Background:
    Given Ana and Ben are in the chatroom "design"

  @smoke
  Scenario: three messages reach Ben
    When Ana posts 3 messages over the API
    Then Ben receives the 3 messages once each, in order

  Scenario: two announcements reach Ben
    When Ana announces 2 times in "design"
    Then Ben receives the 2 messages once each, in order
