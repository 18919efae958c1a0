"""Deliveries: which people receive a change, how often, in which order and time, and which receive nothing."""

from hamcrest import assert_that
from lockstep.matchers.answers import all_refused
from lockstep.matchers.connection import received_only_on
from lockstep.matchers.delivery import agrees_with_answers, received_in_order, received_once
from lockstep.running.vocabulary import chat, silence
from lockstep.running.vocabulary.step_decorators import Context, then
from lockstep.targets.operations import WriteOperation


@then("{person:Name} receives the message once, within the delivery budget")
def receives(context: Context, person: str) -> None:
    """Waits for the one message of the act to arrive exactly once, on every listening device, within the delivery
    budget.

    Example: Then Ben receives the message once, within the delivery budget
    """
    context.scene.expect_received(person, "post_message")


@then("{person:Name} receives the message once")
def receives_once(context: Context, person: str) -> None:
    """Waits for the one message of the act to arrive exactly once on every listening device, without a budget.

    Example: Then Ben receives the message once
    """
    context.scene.expect(context.scene.received(person), received_once(context.scene.made("post_message", count=1)))


@then('{person:Name} receives "{text}" on both devices')
@then('{person:Name} receives "{text}" on every device')
def hears_on_both(context: Context, person: str, text: str) -> None:
    """Waits for the message with this text to arrive exactly once on every listening device.

    Example: Then Ben receives "For all of us" on both devices
    """
    w = chat.write_with(context.scene, text)
    made = [one for one in context.scene.made("post_message") if one.invoke.w == w]
    context.scene.expect(context.scene.received(person), received_once(made))


@then("{person:Name} receives the {count:d} messages once each")
def receives_each(context: Context, person: str, count: int) -> None:
    """Waits for all messages of the act to arrive exactly once each, in any order, on every listening device.

    Example: Then Ben receives the 3 messages once each
    """
    context.scene.expect(
        context.scene.received(person), received_once(context.scene.made("post_message", count=count))
    )


@then("{person:Name} receives the {count:d} messages once each, in order")
def receives_in_order(context: Context, person: str, count: int) -> None:
    """Waits for all messages of the act to arrive exactly once each, in the order of acceptance.

    Example: Then Ben receives the 3 messages once each, in order
    """
    made = context.scene.made("post_message", count=count)
    context.scene.expect(context.scene.received(person), received_once(made), received_in_order(made))


@then("{person:Name} receives the {count:d} messages once each, in order, within the delivery budget")
def receives_in_time(context: Context, person: str, count: int) -> None:
    """Waits for all messages of the act to arrive exactly once each, in order, each within the delivery budget.

    Example: Then Ben receives the 3 messages once each, in order, within the delivery budget
    """
    made = context.scene.made("post_message", count=count)
    context.scene.expect(
        context.scene.received(person), received_once(made), received_in_order(made), context.scene.in_time(made)
    )


@then("{person:Name} receives the {count:d} edits once each, in order")
def hears_edits(context: Context, person: str, count: int) -> None:
    """Waits for all edits of the act to arrive exactly once each, in the order they were made.

    Example: Then Ben receives the 10 edits once each, in order
    """
    made = context.scene.made("edit_message", count=count)
    context.scene.expect(context.scene.received(person), received_once(made), received_in_order(made))


@then("{person:Name} receives the {change:Change} once, within the delivery budget")
def hears_of(context: Context, person: str, change: WriteOperation) -> None:
    """Waits for the event of the act's one change to arrive exactly once, within the delivery budget.

    Example: Then Ben receives the edit once, within the delivery budget
    """
    context.scene.expect_received(person, change)


@then("what {person:Name} received matches the API responses")
def agrees(context: Context, person: str) -> None:
    """Compares each event's fields with the API response to the write that caused it.

    Example: Then what Ben received matches the API responses
    """
    context.scene.expect(context.scene.received(person), agrees_with_answers(context.scene.made()))


@then("{person:Name} receives nothing about it")
def hears_nothing(context: Context, person: str) -> None:
    """Waits until the system is quiet, so that a missing event is proof; no event of the act may have arrived.

    Example: Then Ben receives nothing about it
    """
    silence.received_nothing(context, person, asked=context.scene.asked())


@then('{person:Name} receives nothing in "{room}"')
def hears_nothing_in(context: Context, person: str, room: str) -> None:
    """Waits until the system is quiet; no event of this chatroom may have arrived since the act began.

    Example: Then Ben receives nothing in "lunch"
    """
    silence.received_nothing(context, person, channel=context.scene.ref(room))


@then('{person:Name} does not receive "{text}"')
def hears_nothing_of(context: Context, person: str, text: str) -> None:
    """Waits until the system is quiet; no event of the message with this text may have arrived since the act began.

    Example: Then Ben does not receive "Before the cut"
    """
    silence.received_nothing(context, person, asked=[chat.write_with(context.scene, text)])


@then("{person:Name} does not receive what {author:Name} posts next")
def next_not_heard(context: Context, author: str, person: str) -> None:
    """Posts one more message, which must be accepted, and waits until the system is quiet.

    Example: Then Dan does not receive what Ana posts next
    """
    next_one = chat.post_next(context.scene, author)
    silence.received_nothing(context, person, asked=[next_one.invoke.w])


@then("only {person:Name}'s {device} receives what {author:Name} posts next")
def next_heard_on(context: Context, author: str, person: str, device: str) -> None:
    """Posts one more message, waits until the system is quiet, and looks at every device of the person.

    Example: Then only Ben's phone receives what Ana posts next
    """
    next_one = chat.post_next(context.scene, author)
    context.scene.settle()
    assert_that(context.scene.received(person), received_only_on(next_one, f"{person}/{device}"))


@then("{person:Name} still receives what {author:Name} posts next")
def still_receives(context: Context, person: str, author: str) -> None:
    """Posts one more message, which must arrive exactly once, within the delivery budget.

    Example: Then Ben still receives what Ana posts next
    """
    made = [chat.post_next(context.scene, author)]
    context.scene.expect(context.scene.received(person), received_once(made), context.scene.in_time(made))


@then("the backend rejects it")
def refused(context: Context) -> None:
    """Every request of the act must have been answered with a rejection.

    Example: Then the backend rejects it
    """
    assert_that(chat.outcomes(context.scene), all_refused())
