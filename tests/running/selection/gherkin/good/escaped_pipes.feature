Feature: pipes

  Scenario: in cells
    Given these texts
      | text      | other   |
      | a \| b    | \|      |
      | C:\temp   | a\b     |
      | ends in \ | \a \* \ |
