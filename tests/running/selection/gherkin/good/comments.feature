# before the feature
Feature: comments # not one
  # a comment in a description
  Words about it.
  # and another

  # before a scenario
  Scenario: one # in a name
    # between
    Given Ana is there # in a step
      # within a table
      | a # b | c |
      # between rows
      | 1     | 2 |
    # after a table

# the end
