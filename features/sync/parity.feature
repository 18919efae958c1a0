@sync @FR-002 @FR-003 @needs.socket-writes
Feature: the outcome is the same whichever way something is done
  Some things can be done over the API and over the socket. Either way, what is accepted reaches everyone and stays;
  what is rejected reaches nobody and leaves no trace.

  Background:
    Given Ana and Ben are in the chatroom "design"

  @needs.reads
  Rule: what is accepted reaches everyone and stays

    Scenario Outline: a message posted <way> is received and can be read
      When Ana posts "Either way" <way>
      Then Ben receives the message once, within the delivery budget
      And what Ben received matches the API responses
      And a later read of "design" shows "Either way"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

    @needs.replies
    Scenario Outline: a reply posted <way> names the message it answers
      Given Ana has posted "Draft"
      When Ben replies "Looks good" in "design" to Ana's message <way>
      Then Ana receives the message once, within the delivery budget
      And what Ana received matches the API responses
      And what Ana received is a reply to "Draft"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

    @needs.threads
    Scenario Outline: a message written in a thread <way> is received and can be read
      Given Ana has opened the thread "colours" in "design"
      And Ben listens to "colours"
      When Ana writes "Blue" in the thread "colours" <way>
      Then Ben receives the thread message once, within the delivery budget
      And what Ben received matches the API responses
      And a later read of "colours" shows "Blue"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

    @needs.threads @needs.replies
    Scenario Outline: a reply written in a thread <way> names the message it answers
      Given Ana has opened the thread "colours" in "design"
      And Ana listens to "colours"
      And Ana has written "Blue" in the thread "colours"
      When Ben replies "Light blue" in the thread "colours" to "Blue" <way>
      Then Ana receives the thread message once, within the delivery budget
      And what Ana received matches the API responses
      And what Ana received is a reply to "Blue"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

    @needs.status @FR-006
    Scenario Outline: a status set <way> is received and can be read
      When Ana sets her status to "busy" <way>
      Then Ben receives the new status once, within the delivery budget
      And what Ben received matches the API responses
      And Ben sees that the status of Ana is "busy"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

    @needs.idempotency @FR-004
    Scenario Outline: a message posted <first> and retried <again> is one message
      When Ana posts "Just once" with an idempotency key <first>
      And Ana posts "Just once" again with the same key <again>
      Then every attempt by Ana with the key is answered with the same message
      And Ben receives the message once, within the delivery budget

      Examples:
        | first           | again           |
        | over the API    | over the API    |
        | over the API    | over the socket |
        | over the socket | over the API    |
        | over the socket | over the socket |

  @needs.reads
  Rule: a message from outside the chatroom reaches nobody and leaves no trace

    @needs.membership @FR-007
    Scenario Outline: a colleague who was never added cannot post <way>
      Given Cleo works for the same company as Ana
      When Cleo tries to post "May I?" in "design" <way>
      Then the backend rejects it
      And nobody receives anything about it
      And a later read of "design" does not show "May I?"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

    @needs.membership @FR-007
    Scenario Outline: a removed member cannot post <way>
      Given Ana has removed Ben from "design"
      When Ben tries to post "One more thing" in "design" <way>
      Then the backend rejects it
      And nobody receives anything about it
      And a later read of "design" does not show "One more thing"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

    @needs.membership @needs.roles @FR-014
    Scenario Outline: a guest cannot post in a public chatroom <way>
      Given Ana has opened the public chatroom "announcements"
      And Ana listens to "announcements"
      And Ana has made Ben a guest
      When Ben tries to post "Am I heard?" in "announcements" <way>
      Then the backend rejects it
      And nobody receives anything about it
      And a later read of "announcements" does not show "Am I heard?"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

    @needs.companies @privacy
    Scenario Outline: another company's chatroom does not exist for someone who posts <way>
      Given Zoe works for another company
      When Zoe tries to post "Hello from outside" in "design" <way>
      Then it is answered as if there were no such thing
      And nobody receives anything about it
      And a later read of "design" does not show "Hello from outside"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

    @needs.membership
    Scenario Outline: nobody can post <way> in a chatroom that was deleted
      Given Ana and Ben are in the chatroom "lunch"
      And Ana has deleted the chatroom "lunch"
      When Ben tries to post "Soup today" in "lunch" <way>
      Then it is answered as if there were no such thing
      And nobody receives anything about it

      Examples:
        | way             |
        | over the API    |
        | over the socket |

  @needs.reads
  Rule: an invalid message reaches nobody and leaves no trace

    Scenario Outline: <what> is rejected <way>
      When Ana tries to write <what> <way>
      Then the backend rejects it
      And nobody receives anything about it
      And Ben sees the accepted messages in the chatroom, and none of the others

      Examples:
        | what                       | way             |
        | nothing                    | over the API    |
        | nothing                    | over the socket |
        | nothing but Unicode spaces | over the API    |
        | nothing but Unicode spaces | over the socket |
        | one Latin letter too many  | over the API    |
        | one Latin letter too many  | over the socket |
        | one emoji too many         | over the API    |
        | one emoji too many         | over the socket |

    @needs.replies
    Scenario Outline: a message of another chatroom cannot be answered <way>
      Given Ben has posted "Draft"
      And Ana and Ben are in the chatroom "lunch"
      When Ana tries to reply "Not here" in "lunch" to Ben's message <way>
      Then the backend rejects it
      And nobody receives anything about it
      And a later read of "lunch" does not show "Not here"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

    @needs.roles @FR-014
    Scenario Outline: nobody can post in another person's name <way>
      When Ben tries to post "I resign" in Ana's name <way>
      Then the backend rejects it
      And nobody receives anything about it
      And a later read of "design" does not show "I resign"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

    @needs.idempotency @FR-004
    Scenario Outline: another text under a used key is rejected <way>
      Given Ana has posted "As it was" with an idempotency key <first>
      When Ana tries to post "As it was not" with the same key <way>
      Then the backend rejects it
      And nobody receives anything about it
      And a later read of "design" does not show "As it was not"

      Examples:
        | first           | way             |
        | over the API    | over the socket |
        | over the socket | over the API    |
        | over the socket | over the socket |

  @needs.threads @needs.reads @FR-013
  Rule: what cannot be written in a thread reaches nobody and leaves no trace

    Background:
      Given Ana has opened the thread "colours" in "design"
      And Ana listens to "colours"

    Scenario Outline: nobody can write in an archived thread <way>
      Given Ana has archived the thread "colours"
      When Ana tries to write "Red after all" in the thread "colours" <way>
      Then the backend rejects it
      And nobody receives anything about it
      And a later read of "colours" does not show "Red after all"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

    @needs.membership
    Scenario Outline: a colleague outside the chatroom cannot write in its threads <way>
      Given Cleo works for the same company as Ana
      When Cleo tries to write "Green" in the thread "colours" <way>
      Then the backend rejects it
      And nobody receives anything about it
      And a later read of "colours" does not show "Green"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

    @needs.companies @privacy
    Scenario Outline: another company's thread does not exist for someone who writes <way>
      Given Zoe works for another company
      When Zoe tries to write "Black" in the thread "colours" <way>
      Then it is answered as if there were no such thing
      And nobody receives anything about it
      And a later read of "colours" does not show "Black"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

    @needs.typing
    Scenario: nobody is shown as typing in an archived thread
      Given Ana has archived the thread "colours"
      When Ana tries to type in the thread "colours"
      Then the backend rejects it
      And nobody receives anything about it

  @needs.status @FR-006
  Rule: an unknown status reaches nobody and leaves no trace

    Scenario Outline: an unknown status is rejected <way>
      Given Ana has set her status to "away" and then to "busy"
      When Ana tries to set her status to "asleep" <way>
      Then the backend rejects it
      And nobody receives anything about it
      And Ben sees that the status of Ana is "busy"

      Examples:
        | way             |
        | over the API    |
        | over the socket |

  @needs.typing @needs.roles @FR-014
  Rule: typing where one may not write is shown to nobody

    Scenario: a guest is not shown as typing in a public chatroom
      Given Ana has opened the public chatroom "announcements"
      And Ana listens to "announcements"
      And Ana has made Ben a guest
      When Ben tries to type in "announcements"
      Then the backend rejects it
      And nobody receives anything about it

  @needs.roles @needs.reads @FR-014
  Rule: a rejected change changes nothing

    Scenario Outline: a member cannot <change>
      Given Cleo is in the chatroom "design" too
      And Ana has opened the thread "colours" in "design"
      And Ana listens to "colours"
      When Ben tries to <change>
      Then the backend rejects it
      And nobody receives anything about it
      And "design" is unchanged
      And "colours" is unchanged

      @needs.membership
      Examples: chatrooms
        | change                       |
        | rename "design" to "mine"    |
        | delete the chatroom "design" |
        | remove Cleo from "design"    |

      @needs.threads
      Examples: threads
        | change                       |
        | archive the thread "colours" |
        | delete the thread "colours"  |

      @needs.accounts
      Examples: people
        | change                       |
        | make Ben an administrator    |
        | remove Cleo from the company |

      @needs.descriptions
      Examples: descriptions
        | change                      |
        | describe "design" as "mine" |

    @needs.edit @needs.delete
    Scenario Outline: a member cannot <change> of a colleague
      Given Ana has posted "Draft"
      When Ben tries to <act>
      Then the backend rejects it
      And nobody receives anything about it
      And a later read of "design" shows "Draft"

      Examples:
        | change           | act                              |
        | edit a message   | edit Ana's message to "Hijacked" |
        | delete a message | delete Ana's message             |
