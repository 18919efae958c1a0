Feature: And, But and the star

  Scenario: all of them
    Given Ana is there
    And Ben is there
    But Cleo is not there
    * Dora is there
    When Ana posts "hello"
    * Ben posts "hello"
    Then Ben receives it
    And Cleo does not
