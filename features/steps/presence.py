"""Presence: who is shown as being there."""

from hamcrest import assert_that, equal_to
from lockstep.matchers.presence import shown_as, shown_nothing_of
from lockstep.running.vocabulary import setup
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("{person:Name} has closed {whose:Their} laptop")
def has_closed(context: Context, person: str, whose: str) -> None:
    """Closes the laptop's connection with a close frame before the act begins.

    Example: Given Cleo has closed her laptop
    """
    context.scene.call(context.scene.session(person).close)


@when("{person:Name} closes {whose:Their} phone")
def closes_phone(context: Context, person: str, whose: str) -> None:
    """Closes the phone's connection with a close frame; other devices stay connected.

    Example: When Cleo closes her phone
    """
    context.scene.call(context.scene.session(person, "phone").close)


@given("{person:Name} connects again")
@when("{person:Name} connects again")
def connects_again(context: Context, person: str) -> None:
    """Opens a new connection of the laptop without asking for missed events.

    Example: When Cleo connects again
    """
    setup.employ(context.scene, person)


@then("{person:Name} receives the event that {other:Name} is present")
def hears_present(context: Context, person: str, other: str) -> None:
    """Waits for the last presence event about the other person to say that they are present.

    Example: Then Ben receives the event that Cleo is present
    """
    context.scene.expect(context.scene.received(person), shown_as(other, present=True))


@given("{person:Name} has received the event that {other:Name} is absent")
@then("{person:Name} receives the event that {other:Name} is absent")
def hears_absent(context: Context, person: str, other: str) -> None:
    """Waits for the last presence event about the other person to say that they are absent.

    Example: Then Ben receives the event that Cleo is absent
    """
    context.scene.expect(context.scene.received(person), shown_as(other, present=False))


@then("{person:Name} receives nothing about {other:Name}")
def hears_nothing_about(context: Context, person: str, other: str) -> None:
    """Waits until the system is quiet; no presence event about the other person may have arrived.

    Example: Then Ben receives nothing about Cleo
    """
    context.scene.settle()
    assert_that(context.scene.received(person), shown_nothing_of(other))


@then("{person:Name} sees that {other:Name} is present")
def reads_present(context: Context, person: str, other: str) -> None:
    """Reads the other person's presence over the API.

    Example: Then Ben sees that Cleo is present
    """
    look = context.scene.read(person, "presence", member=other)
    assert_that([one.payload["present"] for one in look.shows], equal_to([True]))


@then("{person:Name} sees that {other:Name} is absent")
def reads_absent(context: Context, person: str, other: str) -> None:
    """Reads the other person's presence over the API.

    Example: Then Dora sees that Cleo is absent
    """
    look = context.scene.read(person, "presence", member=other)
    assert_that([one.payload["present"] for one in look.shows], equal_to([False]))
