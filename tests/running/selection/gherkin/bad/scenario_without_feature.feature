Scenario: b
  When Ana posts
