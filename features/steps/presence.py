"""Presence, status and typing: what others see of a person."""

from hamcrest import assert_that, equal_to
from lockstep.history.rows import Via
from lockstep.matchers.delivery import received_in_order, received_once
from lockstep.matchers.presence import shown_as, shown_nothing_of
from lockstep.running.vocabulary import chat, setup
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


@when('{person:Name} sets {whose:Their} status to "{status:w}"')
@when('{person:Name} tries to set {whose:Their} status to "{status:w}"')
def sets_status(context: Context, person: str, whose: str, status: str) -> None:
    """Asks the API to set the status, whatever the response.

    Example: When Ana sets her status to "away"
    """
    context.scene.act(person, "set_status", status=status)


@when('{person:Name} sets {whose:Their} status to "{status:w}" {way:Way}')
@when('{person:Name} tries to set {whose:Their} status to "{status:w}" {way:Way}')
def sets_status_over(context: Context, person: str, whose: str, status: str, way: Via) -> None:
    """Sends the status to the API, or as a command over the laptop's socket, and waits for the response.

    Example: When Ana sets her status to "busy" over the socket
    """
    context.scene.act(person, "set_status", via=way, status=status)


@when('{person:Name} sets {whose:Their} status to "{first:w}" and then to "{second:w}"')
def sets_statuses(context: Context, person: str, whose: str, first: str, second: str) -> None:
    """Asks the API to set both statuses, the second after the response to the first.

    Example: When Ana sets her status to "away" and then to "busy"
    """
    for status in (first, second):
        context.scene.act(person, "set_status", status=status)


@given('{person:Name} has set {whose:Their} status to "{first:w}" and then to "{second:w}"')
def has_set_statuses(context: Context, person: str, whose: str, first: str, second: str) -> None:
    """Sets both statuses over the API; each must be accepted.

    Example: Given Ana has set her status to "away" and then to "busy"
    """
    for status in (first, second):
        setup.succeed(context.scene, person, "set_status", status=status)


@then('{person:Name} sees that the status of {other:Name} is "{status:w}"')
def reads_status(context: Context, person: str, other: str, status: str) -> None:
    """Reads the other person's status over the API.

    Example: Then Dora sees that the status of Ana is "busy"
    """
    look = context.scene.read(person, "status", member=other)
    assert_that([one.payload["status"] for one in look.shows], equal_to([status]))


@then('{person:Name} is still shown to {other:Name} as typing in "{room}"')
def still_typing(context: Context, person: str, other: str, room: str) -> None:
    """Makes a ping round trip first; no end of typing may have arrived within 2 s of its start, which is too soon for
    an automatic one.

    Example: Then Ana is still shown to Ben as typing in "design"
    """
    context.scene.call(context.scene.session(other).round_trip)
    shown = chat.typing_shown(context.scene, other, person, room)
    assert_that([one.payload["typing"] for one in shown[:1]], equal_to([True]))
    assert_that(chat.typing_ended_within(shown, 2_000), equal_to(False))


@then("{person:Name} receives the {count:d} statuses once each, in order")
def hears_statuses(context: Context, person: str, count: int) -> None:
    """Waits for all status events of the act to arrive exactly once each, in order.

    Example: Then Ben receives the 2 statuses once each, in order
    """
    made = context.scene.made("set_status", count=count)
    context.scene.expect(context.scene.received(person), received_once(made), received_in_order(made))


@given('{person:Name} has started typing in "{room}"')
def has_begun(context: Context, person: str, room: str) -> None:
    """Sends the start of typing over the laptop's socket; it must be accepted.

    Example: Given Ana has started typing in "design"
    """
    setup.succeed(context.scene, person, "start_typing", via="socket", room=room)


@when('{person:Name} starts typing in "{room}"')
@when('{person:Name} tries to type in "{room}"')
def begins(context: Context, person: str, room: str) -> None:
    """Sends the start of typing over the laptop's socket, whatever the response.

    Example: When Ana starts typing in "design"
    """
    context.scene.act(person, "start_typing", via="socket", room=room)


@when('{person:Name} tries to type in the thread "{thread}"')
def begins_in_thread(context: Context, person: str, thread: str) -> None:
    """Sends the start of typing in a thread over the laptop's socket, whatever the response.

    Example: When Ana tries to type in the thread "colours"
    """
    context.scene.act(person, "start_typing", via="socket", thread=thread)


@when('{person:Name} stops typing in "{room}"')
def ceases(context: Context, person: str, room: str) -> None:
    """Sends the end of typing over the laptop's socket, whatever the response.

    Example: When Ana stops typing in "design"
    """
    context.scene.act(person, "stop_typing", via="socket", room=room)
