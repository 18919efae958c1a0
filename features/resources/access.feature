@resources @security @FR-007
Feature: nobody else receives what happens to a thing
  What one company does with its things stays within it. Each scenario is executed once for each resource of the
  target.

  @needs.companies @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: another company receives nothing about a change
    Given Ana and Ben watch <resource> "A7"
    And Zoe of another company watches for each new <resource>
    When Ana changes <resource> "A7"
    Then Ben receives the change once, within the delivery budget
    And Zoe receives nothing, of <resource> "A7" or anything else

    Examples:
      | resource      |
      | each resource |

  @needs.companies @needs.each.created
  Scenario Outline: <resource>: another company that watches its own receives nothing about a new one
    Given Ana and Ben watch for each new <resource>
    And Zoe of another company watches for each new <resource>
    When Ana creates <resource> "A7"
    Then Ben receives the change once, within the delivery budget
    And Zoe receives nothing, of <resource> "A7" or anything else

    Examples:
      | resource      |
      | each resource |
