@resources @FR-012
Feature: the values of a thing arrive as they were written, or are rejected
  Every text that a field may hold arrives unaltered, whatever its script and whatever it looks like. A value that is
  invalid is rejected, and nobody hears of it. Each scenario is executed once for each resource of the target.

  @needs.each.create @needs.each.changed @needs.each.text @timeout.60
  Scenario Outline: <resource>: every text that it may hold arrives unaltered
    Given Ana and Ben watch for each new <resource>
    And Ana and Ben watch <resource> "A7"
    When Ana gives <resource> "A7" every awkward text
    Then Ben receives every value once, in order and unaltered

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed @needs.each.invalid
  Scenario Outline: <resource>: invalid values are rejected and not announced
    Given Ana and Ben watch for each new <resource>
    And Ana and Ben watch <resource> "A7"
    When Ana tries to give <resource> "A7" every invalid value
    Then every value is rejected
    And after that Ben receives nothing of <resource> "A7"

    Examples:
      | resource      |
      | each resource |
