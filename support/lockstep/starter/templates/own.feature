@sync
Feature: Announcements reach those who are in the room
  Every property that the adapter promises is checked at the end of each scenario.

  Background:
    Given Ana and Ben are in the chatroom "design"

  @smoke
  Scenario: three announcements reach Ben
    When Ana announces 3 times in "design"
    Then Ben receives the 3 messages once each, in order

  Scenario: two announcements reach Ben
    When Ana announces 2 times in "design"
    Then Ben receives the 2 messages once each, in order
