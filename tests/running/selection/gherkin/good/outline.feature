@sync
Feature: outlines

  @smoke
  Scenario Outline: <name> posts <count> messages
    Given <name> is there
      | name   | twice         |
      | <name> | <name> <name> |
    When <name> posts
      """
      <count> of $1 and \1, by <name>
      """

    @slow
    Examples: a few
      | name | count |
      | Ana  | 1     |
      | Ben  | 2     |

    Examples:
      | count | name |
      | 40    | Cleo |
