Feature: descriptions
  A line of it.

    An indented one, after a blank one.
  * a bullet

  Rule: below rules
    A rule says so.

    Background: below backgrounds
      Everyone is there first.
      Given Ana is there

    Scenario: below scenarios
      This is what it is about.

      When Ana posts "hello"
