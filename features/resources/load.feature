@resources @FR-009
Feature: a few tens of people receive what happens to things in a busy hour
  Everyone receives everything while all of them write; how long it took is reported. Each scenario is executed once
  for each resource of the target.

  @needs.each.created @timeout.120
  Scenario Outline: <resource>: twenty people receive what each of them creates
    Given 20 people watch for each new <resource>
    When they create 10 things of the kind <resource> a second for 3 seconds
    Then each of them receives every change once, and the times are reported against the delivery budget

    Examples:
      | resource      |
      | each resource |
