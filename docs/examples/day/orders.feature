Feature: a day at the delivery service
  Orders come in, are paid and are shipped. Everyone who works on an order knows at every moment how it stands, and
  nobody else does.

  Background:
    Given Ana, Ben and Cleo work for the same company

  Scenario: in the morning an order comes in, and the whole office knows
    Given Ana, Ben and Cleo watch for each new order
    When Ana creates order "Mr Weber's bicycle" with the item "a bicycle" and the note "in red, please"
    Then Ben receives the new order once, within the delivery budget
    And Cleo receives the new order once, within the delivery budget

  Scenario: an order is paid and shipped before everyone's eyes
    Given Ana, Ben and Cleo watch order "Mr Weber's bicycle"
    When Ben gives order "Mr Weber's bicycle" the status "paid"
    And Cleo gives order "Mr Weber's bicycle" the status "shipped"
    Then Ana receives the 2 changes once each, in order
    And Ana sees order "Mr Weber's bicycle" with the status "shipped"

  Scenario: Ben drives through a tunnel and is up to date at the other end
    Given Ana and Ben watch order "the bell"
    And Ben's connection is cut
    And Ana has given order "the bell" the note "ring twice"
    When Ben reconnects and watches again
    And Ana gives order "the bell" the status "paid"
    Then Ben receives the change once, within the delivery budget
    And Ben sees order "the bell" with the note "ring twice" and the status "paid"

  Scenario: two people take the same order in hand, and one of them has to look again
    Given Ana, Ben and Cleo watch order "the tandem"
    When Ana and Ben change order "the tandem" at the same time, based on the same version
    Then exactly one of the changes is accepted
    And Cleo receives the accepted change once, and not the rejected one

  @needs.faults
  Scenario: on a shaky line nothing is ordered twice
    Given Ana and Ben watch for each new order
    And Ana's API connection loses the next response
    When Ana creates order "the lamp" and retries until it is answered
    Then Ben receives the new order once

  Scenario: Ben's birthday present remains a secret
    Given Ana, Ben and Cleo watch order "the present"
    And Ana has taken away Ben's right to order "the present"
    When Cleo gives order "the present" the note "for Ben, on Friday"
    Then Ana receives the change once, within the delivery budget
    And after that Ben receives nothing of order "the present"
    And Ben cannot read order "the present"

  Scenario: the competitor next door learns nothing
    Given Ana and Ben watch for each new order
    And Zoe of another company watches for each new order
    When Ana creates order "the cargo bike"
    Then Ben receives the new order once, within the delivery budget
    And Zoe receives nothing, of order "the cargo bike" or anything else
    And Zoe cannot read order "the cargo bike"

  Scenario: before closing time everyone works at once
    Given Ana, Ben and Cleo watch order "the bicycle"
    And Ana, Ben and Cleo watch order "the bell"
    And Ana, Ben and Cleo watch courier "Max"
    When these acts happen at the same time
      | who  | does                                           |
      | Ana  | gives order "the bicycle" the status "shipped" |
      | Ben  | gives order "the bell" the status "paid"       |
      | Cleo | gives courier "Max" the area "the old town"    |
    Then Ben receives the 3 changes once each
    And in the end Ana, Ben and Cleo agree on order "the bicycle"
