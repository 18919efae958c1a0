@sync @FR-003 @FR-012
Feature: messages in every script arrive unaltered
  Text is carried character by character: nothing is trimmed, replaced, reordered or cut. What cannot be carried is
  rejected and not announced.

  Background:
    Given Ana and Ben are in the chatroom "design"

  Rule: messages are received and read exactly as written

    Scenario Outline: <what> reaches everyone unaltered
      When Ana writes <what>
      Then Ben receives the message once, within the delivery budget
      And what Ben received matches the API responses
      And Ben receives <what> unaltered

      Examples: scripts
        | what                            |
        | Latin with marks                |
        | Cyrillic                        |
        | Greek                           |
        | Arabic                          |
        | Hebrew                          |
        | Devanagari                      |
        | Thai                            |
        | Chinese                         |
        | Japanese                        |
        | Korean                          |
        | letters outside the basic plane |
        | mixed writing directions        |

      Examples: emoji
        | what         |
        | emoji        |
        | joined emoji |
        | flags        |

      Examples: marks and invisible characters
        | what                           |
        | letters with combining marks   |
        | stacked combining marks        |
        | directional marks              |
        | zero-width characters          |
        | nothing but a zero-width space |
        | unassigned characters          |
        | leading and trailing spaces    |
        | line breaks of every kind      |
        | control characters             |
        | a null character               |

      Examples: text that looks like something else
        | what                            |
        | text that looks like a frame    |
        | text that looks like HTML       |
        | text that looks like SQL        |
        | text that looks like a template |
        | text that looks like a number   |
        | text that looks like null       |

      Examples: lengths
        | what                                     |
        | one character                            |
        | one emoji                                |
        | the maximum length in Latin              |
        | the maximum length in Chinese            |
        | the maximum length in emoji              |
        | the maximum length in escaped characters |

    @needs.reads
    Scenario: messages of every kind are read exactly as written
      When Ana writes a message of every kind
      Then a later read of the chatroom shows every kind unaltered

    @needs.edit @needs.reads
    Scenario Outline: a message edited to <what> arrives exactly as written
      Given Ana has posted "A first attempt"
      When Ana edits her message to <what>
      Then Ben receives the edit once, within the delivery budget
      And what Ben received matches the API responses
      And Ben receives <what> unaltered
      And a later read of the chatroom shows <what> unaltered

      Examples:
        | what                        |
        | Hebrew                      |
        | joined emoji                |
        | a null character            |
        | the maximum length in emoji |

  Rule: content that cannot be delivered is rejected and not announced

    Scenario Outline: <what> is rejected
      When Ana tries to write <what>
      Then the backend rejects it
      And Ben receives nothing about it

      @needs.empty-text
      Examples: nothing to read
        | what                       |
        | nothing                    |
        | nothing but a space        |
        | nothing but line breaks    |
        | nothing but Unicode spaces |

      @needs.text-limit
      Examples: too long
        | what                           |
        | one Latin letter too many      |
        | one Chinese character too many |
        | one emoji too many             |

    @needs.edit @needs.reads @needs.empty-text
    Scenario: a message cannot be edited into nothing but spaces
      Given Ana has posted "Still here"
      When Ana tries to edit her message to nothing but Unicode spaces
      Then the backend rejects it
      And Ben receives nothing about it
      And a later read of the chatroom shows "Still here"

  @needs.accounts @needs.read-people
  Rule: names appear as their owners write them

    Scenario Outline: a name in <script> is read exactly as written
      When Cleo, whose name is written in <script>, joins the company
      Then Ana sees Cleo's name as it is written

      Examples:
        | script           |
        | Latin with marks |
        | Cyrillic         |
        | Greek            |
        | Arabic           |
        | Hebrew           |
        | Devanagari       |
        | Thai             |
        | Chinese          |
        | Japanese         |
        | Korean           |
