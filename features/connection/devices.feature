@connection @security @FR-001 @FR-007 @needs.logins
Feature: every device and every login is treated by itself
  People use several devices, some with a login of their own. Whatever ends a login ends it on every device that uses
  it, and on no other; whatever ends a right ends it on every device.

  Background:
    Given Ana and Ben are in the chatroom "design"
    And Ben also listens on his phone
    And Ben is also logged in on his tablet and his desktop

  Rule: what ends one login ends it on each of its devices, and no other login

    @smoke
    Scenario: a new login ends no other
      Then what Ana posts next in "design" arrives on Ben's laptop, phone, tablet and desktop only
      And Ben's login on his laptop is still good
      And Ben's login on his tablet is still good

    @needs.close-token
    Scenario: logging out ends one login on each of its devices
      When Ben logs out on his tablet
      Then the backend closes Ben's tablet and desktop because of the token
      And what Ana posts next in "design" arrives on Ben's laptop and phone only
      And Ben's login on his tablet has ended
      And Ben's login on his laptop is still good

    @needs.close-token
    Scenario: a changed password ends every login but the one that changed it
      When Ben changes his password on his laptop
      Then the backend closes Ben's tablet and desktop because of the token
      And what Ana posts next in "design" arrives on Ben's laptop and phone only
      And Ben's login on his tablet has ended
      And Ben's login on his laptop is still good
      And Ben can log in once more

    Scenario: a password change with a wrong password ends nothing
      When Ben tries to change his password on his laptop with a wrong one
      Then the backend rejects it
      And what Ana posts next in "design" arrives on Ben's laptop, phone, tablet and desktop only
      And Ben's login on his tablet is still good
      And Ben can log in once more

    @needs.strong-passwords
    Scenario Outline: a change to <weak> is rejected and ends nothing
      When Ben tries to change his password on his laptop to <weak>
      Then the backend rejects it
      And what Ana posts next in "design" arrives on Ben's laptop, phone, tablet and desktop only
      And Ben's login on his tablet is still good
      And Ben can log in once more

      Examples:
        | weak                                  |
        | a short password                      |
        | a password of letters and digits only |

  Rule: a renewed token keeps the login, a copied one ends it

    Scenario: a renewed token closes nothing
      When Ben renews his token on his tablet
      Then what Ana posts next in "design" arrives on Ben's laptop, phone, tablet and desktop only
      And Ben's login on his tablet is still good
      And Ben's login on his laptop is still good

    @needs.close-token
    Scenario: a refresh token used twice ends the login on each of its devices
      When Ben uses one refresh token twice on his tablet
      Then only the first use is accepted
      And the backend closes Ben's tablet and desktop because of the token
      And what Ana posts next in "design" arrives on Ben's laptop and phone only
      And Ben's login on his tablet has ended
      And Ben's login on his laptop is still good

  @needs.membership
  Rule: what ends a right ends it on every device of every login

    Scenario: someone removed from a chatroom loses it on every device and keeps the others
      Given Ana and Ben are in the chatroom "lunch"
      And Ben listens to "lunch" on his phone, tablet and desktop
      When Ana removes Ben from "design"
      Then Ben does not receive what Ana posts next in "design"
      And what Ana posts next in "lunch" arrives on Ben's laptop, phone, tablet and desktop only

    @needs.roles @FR-014 @needs.guests @needs.public-rooms
    Scenario: someone made a guest loses public chatrooms on every device
      Given Ana has opened the public chatroom "announcements"
      And Ben listens to "announcements" on his laptop, phone, tablet and desktop
      When Ana makes Ben a guest
      Then Ben does not receive what Ana posts next in "announcements"
      And what Ana posts next in "design" arrives on Ben's laptop, phone, tablet and desktop only

    @needs.close-revoked @needs.leave-company
    Scenario Outline: someone <removed> is disconnected on every device
      When Ana <removes>
      Then the backend closes Ben's laptop, phone, tablet and desktop because access was revoked
      And Ben's login on his laptop has ended
      And Ben's login on his tablet has ended

      Examples:
        | removed                       | removes                      |
        | removed from the company      | removes Ben from the company |
        | whose account was deactivated | deactivates Ben's account    |

    @needs.threads @FR-013 @needs.archive-threads
    Scenario: an archived thread takes messages from no device
      Given Ana has opened the thread "colours" in "design"
      And Ben listens to "colours" on his laptop, phone, tablet and desktop
      When Ana archives the thread "colours"
      Then Ben receives the archive event once, within the delivery budget
      And Ben can write in the thread "colours" on none of his laptop, phone, tablet and desktop

    @needs.close-revoked
    Scenario: erasing the company disconnects everyone on every device
      When Ana erases the company
      Then the backend closes Ben's laptop, phone, tablet and desktop because access was revoked
      And the backend closes Ana's laptop because access was revoked
      And Ben's login on his laptop has ended
      And Ben's login on his tablet has ended

  @needs.presence @FR-006
  Rule: people are present until their last login has ended

    @needs.read-presence
    Scenario: someone who has logged out everywhere is absent
      When Ben logs out on his tablet
      And Ben logs out on his laptop
      Then Ana receives the event that Ben is absent
      And Ana sees that Ben is absent

    @needs.read-presence
    Scenario: someone who has logged out on some devices is present
      When Ben logs out on his tablet
      Then Ana receives nothing about Ben
      And Ana sees that Ben is present

  @needs.resume @FR-008
  Rule: each device receives what it missed itself

    Scenario: two devices that were cut off both receive what they missed
      When Ben's laptop and phone are cut off
      And Ana posts "For all of you" over the API
      And Ben's laptop and phone reconnect one after the other and ask for the missed events
      Then Ben receives "For all of you" on every device

  @needs.lockout
  Rule: failed logins lock the account, and end nothing that is open

    Scenario: the right password is rejected after ten wrong ones
      Given Ben has failed to log in 10 times
      When Ben tries to log in
      Then the backend rejects it
      And what Ana posts next in "design" arrives on Ben's laptop, phone, tablet and desktop only

    Scenario: failed logins before a successful one do not count
      Given Ben has failed to log in 9 times
      And Ben has logged in once more
      When Ben fails to log in 9 times
      Then Ben can log in once more
