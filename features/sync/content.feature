@sync @FR-003 @FR-012
Feature: people write in every script
  What somebody writes is carried character by character: nothing is trimmed, replaced, put in another order or cut.
  What cannot be carried is refused, and nobody hears of it.

  Background:
    Given Ana and Ben are in the chatroom "design"

  Rule: what people write is heard and read as it was written

    Scenario Outline: <what> reaches everyone unaltered
      When Ana writes <what>
      Then Ben receives the message once, within the delivery budget
      And what Ben received agrees with what the API answered
      And Ben hears <what> unaltered

      Examples: scripts
        | what                                   |
        | Latin with marks                       |
        | Cyrillic                               |
        | Greek                                  |
        | Arabic                                 |
        | Hebrew                                 |
        | Devanagari                             |
        | Thai                                   |
        | Chinese                                |
        | Japanese                               |
        | Korean                                 |
        | letters beyond the first plane         |
        | two directions in one line             |

      Examples: emoji
        | what                                   |
        | emoji                                  |
        | joined emoji                           |
        | flags                                  |

      Examples: marks, and what cannot be seen
        | what                                   |
        | letters and marks apart                |
        | a tower of marks                       |
        | marks of direction                     |
        | zero-width characters                  |
        | nothing but a zero-width space         |
        | characters that mean nothing           |
        | spaces around                          |
        | line breaks of every kind              |
        | control characters                     |
        | a null character                       |

      Examples: what looks like something else
        | what                                   |
        | what looks like a frame                |
        | what looks like HTML                   |
        | what looks like SQL                    |
        | what looks like a template             |
        | what looks like a number               |
        | what looks like nothing                |

      Examples: lengths
        | what                                   |
        | one character                          |
        | one emoji                              |
        | the greatest length in Latin           |
        | the greatest length in Chinese         |
        | the greatest length in emoji           |
        | the greatest length of what is escaped |

    @needs.reads
    Scenario: a message of every kind is read as it was written
      When Ana writes a message of every kind
      Then a later read of the chatroom shows every kind unaltered

    @needs.edit @needs.reads
    Scenario Outline: a message edited to <what> is heard as it was written
      Given Ana has posted "A first attempt"
      When Ana edits her message to <what>
      Then Ben hears of the edit once, within the delivery budget
      And what Ben received agrees with what the API answered
      And Ben hears <what> unaltered
      And a later read of the chatroom shows <what> unaltered

      Examples:
        | what                         |
        | Hebrew                       |
        | joined emoji                 |
        | a null character             |
        | the greatest length in emoji |

  @needs.validation
  Rule: what cannot be carried is refused, and nobody hears of it

    Scenario Outline: <what> is refused
      When Ana tries to write <what>
      Then the backend refuses it
      And Ben hears nothing of it

      Examples:
        | what                                |
        | nothing                             |
        | nothing but a space                 |
        | nothing but line breaks             |
        | nothing but spaces of other scripts |
        | one Latin letter too many           |
        | one Chinese character too many      |
        | one emoji too many                  |

    @needs.edit @needs.reads
    Scenario: a message cannot be edited into nothing but spaces
      Given Ana has posted "Still here"
      When Ana tries to edit her message to nothing but spaces of other scripts
      Then the backend refuses it
      And Ben hears nothing of it
      And a later read of the chatroom shows "Still here"

  @needs.accounts @needs.reads
  Rule: people are called as they write their names

    Scenario Outline: a name in <script> is read as it is written
      When Cleo, whose name is written in <script>, joins the company
      Then Ana reads Cleo's name as it is written

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
