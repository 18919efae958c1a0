#language:no
Egenskap: et språk

  Scenario: en ting
    Gitt Ana
