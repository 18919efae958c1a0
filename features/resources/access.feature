@resources @security @FR-007
Feature: nobody else receives or reads what happens to a thing
  What one company does with its things stays within it, and someone who loses the right to a thing receives and reads
  nothing of it any more. Each scenario is executed once for each resource of the target.

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

  @needs.companies @needs.each.create @needs.each.change @needs.each.shown
  Scenario Outline: <resource>: another company cannot read it
    Given Ana and Ben watch <resource> "A7"
    And Zoe of another company watches for each new <resource>
    When Ana changes <resource> "A7"
    Then Zoe cannot read <resource> "A7"
    And Ben sees <resource> "A7" as it was written last

    Examples:
      | resource      |
      | each resource |

  @needs.companies @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: another company cannot change it
    Given Ana and Ben watch <resource> "A7"
    And Zoe of another company watches for each new <resource>
    When Zoe tries to change <resource> "A7"
    Then the change is rejected
    And after that Ben receives nothing of <resource> "A7"

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed @needs.each.shown @needs.each.revoke
  Scenario Outline: <resource>: someone who lost the right to it receives and reads nothing of it
    Given Ana, Ben and Cleo watch <resource> "A7"
    And Ana has taken away Ben's right to <resource> "A7"
    When Ana changes <resource> "A7" 3 times
    Then Cleo receives the 3 changes once each, in order
    And after that Ben receives nothing of <resource> "A7"
    And Ben cannot read <resource> "A7"

    Examples:
      | resource      |
      | each resource |
