Feature: cells that look like something else

  Scenario Outline: <text>
    When Ana posts "<text>"

    Examples:
      | text       |
      | $0 \1 {x}  |
      | <b>        |
      | C:\temp    |
      | a \| b     |
      |            |
      | Given this |
