@resources @FR-008
Feature: a bad connection loses nothing of what happens to a thing
  Connections are slow, are cut in the middle of an event, or belong to someone who stops reading; responses are lost.
  Nothing is lost or doubled. Each scenario is executed once for each resource of the target.

  @needs.faults @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: a connection that <trouble> loses nothing
    Given Ana and Ben watch <resource> "A7"
    And Ben's connection <trouble>
    When Ana changes <resource> "A7" 5 times
    Then Ben receives the 5 changes once each, in order

    Examples:
      | resource      | trouble                             |
      | each resource | delivers everything in small slices |
      | each resource | delays every event by half a second |

  @needs.faults @needs.each.create @needs.each.changed @needs.each.shown @timeout.60
  Scenario Outline: <resource>: after a break in the middle of an event someone sees it as it is, and receives what follows
    Given Ana and Ben watch <resource> "A7"
    And Ben's connection breaks in the middle of the next event
    When Ana changes <resource> "A7" 3 times
    Then Ben's connection is lost
    When Ben reconnects and watches again
    And Ana changes <resource> "A7"
    Then Ben receives the change once
    And Ben sees <resource> "A7" as it was written last

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: someone who stops reading for a while receives everything later
    Given Ana and Ben watch <resource> "A7"
    When Ben's laptop stops reading
    And Ana changes <resource> "A7" 20 times
    And Ben's laptop resumes reading
    Then Ben receives the 20 changes once each, in order

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: a device that is cut off does not affect the other
    Given Ana and Ben watch <resource> "A7"
    And Ben also listens on his phone
    And Ben's connection is cut
    When Ana changes <resource> "A7" 3 times
    Then Ben receives the 3 changes once each, in order

    Examples:
      | resource      |
      | each resource |

  @needs.faults @needs.each.created @needs.each.key
  Scenario Outline: <resource>: a creation whose response is lost is made once, however often it is retried
    Given Ana and Ben watch for each new <resource>
    And Ana's API connection loses the next two responses
    When Ana creates <resource> "A7" and retries until it is answered
    Then Ben receives the new <resource> once
    And what Ben received matches the API responses

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: a phone that was away receives what follows
    Given Ana and Ben watch <resource> "A7"
    And Ben also listens on his phone
    And Ben's phone is cut off
    When Ana changes <resource> "A7"
    Then Ben receives the change once
    When Ben's phone reconnects and watches again
    And Ana changes <resource> "A7" 3 times
    Then Ben receives the 3 changes once each, in order

    Examples:
      | resource      |
      | each resource |

  @needs.resume @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: a phone that was away receives what it missed
    Given Ana and Ben watch <resource> "A7"
    And Ben also listens on his phone
    When Ben's phone is cut off
    And Ana changes <resource> "A7" 3 times
    And Ben's phone reconnects and asks for the missed events
    Then Ben receives the 3 changes once each, in order

    Examples:
      | resource      |
      | each resource |
