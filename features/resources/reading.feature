@resources @FR-003
Feature: reads of things agree with what is announced of them
  What a person reads is what was announced: the same values, nothing missing, nothing twice. Each scenario is executed
  once for each resource of the target.

  @needs.each.create @needs.each.changed @needs.each.shown
  Scenario Outline: <resource>: a read shows the last change
    Given Ana and Ben watch <resource> "A7"
    When Ana changes <resource> "A7" 3 times
    Then Ben receives the 3 changes once each, in order
    And Ben sees <resource> "A7" as it was written last

    Examples:
      | resource      |
      | each resource |

  @needs.each.created @needs.each.list
  Scenario Outline: <resource>: a list loses nothing of a burst
    Given Ana and Ben watch for each new <resource>
    When Ana and Ben create 12 things of the kind <resource> each, all at once
    Then Ben receives the 24 changes once each
    And a list of every <resource> shows Ben each of them once, as it was written last

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.deleted @needs.each.list
  Scenario Outline: <resource>: what was deleted is no longer listed
    Given Ana and Ben watch <resource> "A7"
    And Ana and Ben watch <resource> "B8"
    When Ana deletes <resource> "A7"
    Then Ben receives the change once, within the delivery budget
    And a list of every <resource> shows Ben each of them once, as it was written last

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed @needs.each.shown
  Scenario Outline: <resource>: someone who was away sees it as it is, and receives what follows
    Given Ana and Ben watch <resource> "A7"
    And Ben's connection is cut
    And Ana has changed <resource> "A7"
    When Ben reconnects and watches again
    And Ana changes <resource> "A7"
    Then Ben receives the change once, within the delivery budget
    And Ben sees <resource> "A7" as it was written last

    Examples:
      | resource      |
      | each resource |

  @needs.resume @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: changes missed while offline arrive after reconnecting
    Given Ana and Ben watch <resource> "A7"
    And Ben's connection is cut
    When Ana changes <resource> "A7" 3 times
    And Ben reconnects and asks for the missed events
    Then Ben receives the 3 changes once each, in order
    And what Ben received matches the API responses

    Examples:
      | resource      |
      | each resource |

  @needs.faults @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: slow connections lose nothing
    Given Ana and Ben watch <resource> "A7"
    And the network adds 40 ms of latency
    When Ana changes <resource> "A7" 5 times
    Then Ben receives the 5 changes once each, in order

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.list
  Scenario Outline: <resource>: reading is announced to nobody
    Given Ana and Ben watch <resource> "A7"
    When Ben reads <resource> "A7"
    And Ben lists every <resource>
    And everything is quiet
    Then after that Ana receives nothing of <resource> "A7"

    Examples:
      | resource      |
      | each resource |
