@resources @FR-002
Feature: everyone who watches a thing receives what happens to it
  Whatever a backend holds (messages, orders, lamps): each creation, change and deletion reaches everyone who watches,
  once, in order and unaltered. Each scenario is executed once for each resource that the target declares.

  @smoke @needs.each.created
  Scenario Outline: a new <resource> is announced once
    Given Ana and Ben watch for each new <resource>
    When Ana creates <resource> "A7"
    Then Ben receives the change once, within the delivery budget
    And what Ben received matches the API responses

    Examples:
      | resource      |
      | each resource |

  @smoke @needs.each.create @needs.each.changed
  Scenario Outline: a change of a <resource> is announced once
    Given Ana and Ben watch <resource> "A7"
    When Ana changes <resource> "A7"
    Then Ben receives the change once, within the delivery budget
    And what Ben received matches the API responses

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed
  Scenario Outline: the person who changes a <resource> receives the change too
    Given Ana and Ben watch <resource> "A7"
    When Ana changes <resource> "A7"
    Then Ana receives the change once, within the delivery budget

    Examples:
      | resource      |
      | each resource |

  @smoke @needs.each.create @needs.each.deleted
  Scenario Outline: the deletion of a <resource> is announced once
    Given Ana and Ben watch <resource> "A7"
    When Ana deletes <resource> "A7"
    Then Ben receives the change once, within the delivery budget

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed
  Scenario Outline: ten changes of a <resource> arrive in order
    Given Ana and Ben watch <resource> "A7"
    When Ana changes <resource> "A7" 10 times
    Then Ben receives the 10 changes once each, in order
    And what Ben received matches the API responses

    Examples:
      | resource      |
      | each resource |

  @needs.each.created
  Scenario Outline: a burst of new things of the kind <resource> loses nothing
    Given Ana, Ben and Cleo watch for each new <resource>
    When Ana and Ben create 20 things of the kind <resource> each, all at once
    Then Cleo receives the 40 changes once each
    And Ben receives the 40 changes once each

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed
  Scenario Outline: every device of a person receives the change of a <resource>
    Given Ana and Ben watch <resource> "A7"
    And Ben also listens on his phone
    When Ana changes <resource> "A7"
    Then Ben receives the change once, within the delivery budget

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed
  Scenario Outline: changes of one <resource> do not appear as those of another
    Given Ana and Ben watch <resource> "A7"
    And Ana and Ben watch <resource> "B8"
    When Ana changes <resource> "A7"
    Then Ben receives the change once, within the delivery budget
    And after that Ben receives nothing of <resource> "B8"

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed @needs.each.no-op
  Scenario Outline: a change of a <resource> that changes nothing is silent
    Given Ana and Ben watch <resource> "A7"
    When Ana changes <resource> "A7"
    Then Ben receives the change once, within the delivery budget
    And a change that changes nothing is not announced

    Examples:
      | resource      |
      | each resource |
