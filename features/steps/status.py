"""Status and typing: what people show of themselves."""

from hamcrest import assert_that, equal_to
from lockstep.matchers.delivery import received_in_order, received_once
from lockstep.running.vocabulary import setup
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@when('{person:Name} sets {whose:Their} status to "{status:w}"')
@when('{person:Name} tries to set {whose:Their} status to "{status:w}"')
def sets_status(context: Context, person: str, whose: str, status: str) -> None:
    context.scene.act(person, "set_status", status=status)


@when('{person:Name} sets {whose:Their} status to "{status:w}" over the socket')
def sets_status_over_socket(context: Context, person: str, whose: str, status: str) -> None:
    context.scene.act(person, "set_status", via="socket", status=status)


@when('{person:Name} sets {whose:Their} status to "{first:w}" and then to "{second:w}"')
def sets_statuses(context: Context, person: str, whose: str, first: str, second: str) -> None:
    for status in (first, second):
        context.scene.act(person, "set_status", status=status)


@given('{person:Name} has set {whose:Their} status to "{first:w}" and then to "{second:w}"')
def has_set_statuses(context: Context, person: str, whose: str, first: str, second: str) -> None:
    for status in (first, second):
        setup.succeed(context.scene, person, "set_status", status=status)


@then('{person:Name} sees that the status of {other:Name} is "{status:w}"')
def reads_status(context: Context, person: str, other: str, status: str) -> None:
    look = context.scene.read(person, "status", member=other)
    assert_that([one.payload["status"] for one in look.shows], equal_to([status]))


@then("{person:Name} receives the {count:d} statuses once each, in order")
def hears_statuses(context: Context, person: str, count: int) -> None:
    made = context.scene.made("set_status", count=count)
    context.scene.expect(context.scene.heard(person), received_once(made), received_in_order(made))


@given('{person:Name} has started typing in "{room}"')
def has_begun(context: Context, person: str, room: str) -> None:
    setup.succeed(context.scene, person, "start_typing", via="socket", room=room)


@when('{person:Name} starts typing in "{room}"')
@when('{person:Name} tries to type in "{room}"')
def begins(context: Context, person: str, room: str) -> None:
    context.scene.act(person, "start_typing", via="socket", room=room)


@when('{person:Name} stops typing in "{room}"')
def ceases(context: Context, person: str, room: str) -> None:
    context.scene.act(person, "stop_typing", via="socket", room=room)
