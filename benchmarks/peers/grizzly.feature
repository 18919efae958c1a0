Feature: W1 by grizzly
  Background: everybody at once
    Given "{users}" users
    And spawn rate is "{users}" users per second

  Scenario: posts
    Given a user of type "RestApi" load testing "http://127.0.0.1:{port}"
    And repeat for "{posts}" iterations
    And wait "0.0..0.0" seconds between tasks
    And metadata "Content-Type" is "application/json"
    Then post request with name "echo" to endpoint "/echo | content_type=json"
      """
      {body}
      """
