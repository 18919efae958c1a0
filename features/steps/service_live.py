"""The service: what is told live of an execution, to whom."""

from hamcrest import assert_that, empty, equal_to, has_length
from lockstep.running.service import executions, live_stream
from lockstep.running.vocabulary.step_decorators import Context, then, when


@when('{person:Name} watches "{label}" live')
@when('{person:Name} tries to watch "{label}" live')
def watches(context: Context, person: str, label: str) -> None:
    client = context.scene.service_client
    client.watched[person] = executions.watch(client, person, label)


@when('{person:Name} tries to watch "{label}" live with {token:ServiceToken}')
def watches_with(context: Context, person: str, label: str, token: str) -> None:
    client = context.scene.service_client
    client.watched[person] = executions.watch(client, person, label, token=token)


@when('{person:Name} begins to watch "{label}" while it runs')
def begins_while(context: Context, person: str, label: str) -> None:
    executions.running(context.scene.service_client, person, label)
    watches(context, person, label)


@then('{person:Name} hears "{label}" from its start to its end, everything once and in order')
def hears_all(context: Context, person: str, label: str) -> None:
    client = context.scene.service_client
    executions.check_in_order(client, client.watched[person], label)


@then("{person:Name} hears the same as {other:Name}")
def hears_the_same(context: Context, person: str, other: str) -> None:
    client = context.scene.service_client
    for name in (person, other):
        executions.wait_for(client, client.watched[name], live_stream.is_over, "the end")
    assert_that(client.watched[person].received, equal_to(client.watched[other].received))


@then('from number {start:d} on, {person:Name} is told the rest of "{label}" again, and nothing else')
def told_again(context: Context, start: int, person: str, label: str) -> None:
    client = context.scene.service_client
    again = executions.watch(client, person, label, start)
    executions.wait_for(client, again, lambda _, closed: closed is not None, "the end of the connection")
    assert_that(again.received, equal_to(client.watched[person].received[start:]))


@then("{person:Name} is told that {property} was violated, with a witness, before the end")
def told_of_violation(context: Context, person: str, property: str) -> None:  # noqa: A002 - the suite's word
    client = context.scene.service_client
    executions.wait_for(client, client.watched[person], live_stream.is_over, "the end")
    received = client.watched[person].received
    found = [one for one in received[:-1] if one["type"] == "violation_found" and one["property"] == property]
    assert_that(found, has_length(1))
    assert_that(bool(found[0]["witness"]))


@then("{person:Name} is turned away with {code:d}, and hears nothing")
def turned_away(context: Context, person: str, code: int) -> None:
    client = context.scene.service_client
    watched = client.watched[person]
    executions.wait_for(client, watched, lambda _, closed: closed is not None, "a refusal")
    assert_that(watched.closed, equal_to(code))
    assert_that(watched.received, empty())
