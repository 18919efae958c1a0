@resources @FR-002
Feature: everyone who watches a thing receives what happens to it
  Whatever a backend holds (messages, orders, lamps): each creation, change and deletion reaches everyone who watches,
  once, in order and unaltered. Each scenario is executed once for each resource that the target declares.

  @smoke @needs.each.created
  Scenario Outline: <resource>: a new one is announced once
    Given Ana and Ben watch for each new <resource>
    When Ana creates <resource> "A7"
    Then Ben receives the change once, within the delivery budget
    And what Ben received matches the API responses

    Examples:
      | resource      |
      | each resource |

  @smoke @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: a change is announced once
    Given Ana and Ben watch <resource> "A7"
    When Ana changes <resource> "A7"
    Then Ben receives the change once, within the delivery budget
    And what Ben received matches the API responses

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: the person who makes a change receives it too
    Given Ana and Ben watch <resource> "A7"
    When Ana changes <resource> "A7"
    Then Ana receives the change once, within the delivery budget

    Examples:
      | resource      |
      | each resource |

  @smoke @needs.each.create @needs.each.deleted
  Scenario Outline: <resource>: a deletion is announced once
    Given Ana and Ben watch <resource> "A7"
    When Ana deletes <resource> "A7"
    Then Ben receives the change once, within the delivery budget

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed @needs.each.text
  Scenario Outline: <resource>: a value that is set, replaced and set again arrives three times
    Given Ana and Ben watch <resource> "A7"
    When Ana changes <resource> "A7" to "north"
    And Ana changes <resource> "A7" to "south"
    And Ana changes <resource> "A7" to "north"
    Then Ben receives the 3 changes once each, in order

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: ten changes arrive in order
    Given Ana and Ben watch <resource> "A7"
    When Ana changes <resource> "A7" 10 times
    Then Ben receives the 10 changes once each, in order
    And what Ben received matches the API responses

    Examples:
      | resource      |
      | each resource |

  @needs.each.created
  Scenario Outline: <resource>: a burst of new ones loses nothing
    Given Ana, Ben and Cleo watch for each new <resource>
    When Ana and Ben create 20 things of the kind <resource> each, all at once
    Then Cleo receives the 40 changes once each
    And Ben receives the 40 changes once each

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: every device of a person receives a change
    Given Ana and Ben watch <resource> "A7"
    And Ben also listens on his phone
    When Ana changes <resource> "A7"
    Then Ben receives the change once, within the delivery budget

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: changes of one do not appear as those of another
    Given Ana and Ben watch <resource> "A7"
    And Ana and Ben watch <resource> "B8"
    When Ana changes <resource> "A7"
    Then Ben receives the change once, within the delivery budget
    And after that Ben receives nothing of <resource> "B8"

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed @needs.each.no-op
  Scenario Outline: <resource>: a change that changes nothing is silent
    Given Ana and Ben watch <resource> "A7"
    When Ana changes <resource> "A7" to what it is already
    Then after that Ben receives nothing of <resource> "A7"
    When Ana changes <resource> "A7"
    Then Ben receives the change once, within the delivery budget
    And a change that changes nothing is not announced

    Examples:
      | resource      |
      | each resource |
