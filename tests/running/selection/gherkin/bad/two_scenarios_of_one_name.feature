Feature: a
  Rule: heard once
    Scenario: three messages
      When Ana posts
  Rule: heard once
    Scenario: three messages
      When Ben posts
