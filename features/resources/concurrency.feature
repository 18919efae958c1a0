@resources @FR-002 @FR-003
Feature: people who act at the same time end at the same state
  Several people write one thing at once, read it while it changes, or turn pages while more is created: nothing is
  lost, and everyone ends at the same last state. Each scenario is executed once for each resource of the target.

  @needs.each.create @needs.each.changed @needs.each.text
  Scenario Outline: <resource>: two people who change it at the same time end at the same state
    Given Ana, Ben and Cleo work for the same company
    And Ben, Ana and Cleo watch <resource> "A7"
    When Ana and Ben change <resource> "A7" 5 times each, at the same time
    Then Cleo receives the 10 changes once each
    And in the end Cleo, Ana and Ben agree on <resource> "A7"

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed @needs.each.text @needs.each.based-on
  Scenario Outline: <resource>: a change based on an old version is rejected
    Given Ana and Ben watch <resource> "A7"
    And Ana has changed <resource> "A7"
    When Ben changes <resource> "A7", based on the version before the last one
    Then the change is rejected
    And after that Ana receives nothing of <resource> "A7"

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed @needs.each.text @needs.each.based-on
  Scenario Outline: <resource>: of two changes based on the same version one is rejected
    Given Ana, Ben and Cleo watch <resource> "A7"
    When Ana and Ben change <resource> "A7" at the same time, based on the same version
    Then exactly one of the changes is accepted
    And Cleo receives the accepted change once, and not the rejected one

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed @needs.each.text @needs.each.shown
  Scenario Outline: <resource>: someone who begins to watch it amid changes misses nothing
    Given Ana and Ben work for the same company
    And Ana watches <resource> "A7"
    When Ana changes <resource> "A7" 20 times while Ben begins to watch it, and reads it
    Then what Ben read and received of <resource> "A7" ends at its last state

    Examples:
      | resource      |
      | each resource |

  @needs.each.created @needs.each.pages
  Scenario Outline: <resource>: pages that are read during a burst lose nothing
    Given Ana and Ben watch for each new <resource>
    And Ana and Ben have created 12 things of the kind <resource> each, all at once
    When Ben lists every <resource> page by page while Ana creates 12 more, all at once
    Then the list shows Ben every <resource> from before exactly once, and none twice

    Examples:
      | resource      |
      | each resource |
