"""The service: what is told live of an execution, to whom."""

from hamcrest import assert_that, empty, equal_to, has_length
from lockstep.running.service import executions, live_stream
from lockstep.running.vocabulary.step_decorators import Context, then, when


@when('{person:Name} watches "{label}" live')
@when('{person:Name} tries to watch "{label}" live')
def watches(context: Context, person: str, label: str) -> None:
    """Opens a live connection to the execution with the person's token, whatever the response.

    Example: When Gwen watches "a trial" live
    """
    client = context.scene.service_client
    client.watched[person] = executions.watch(client, person, label)


@when('{person:Name} tries to watch "{label}" live with {token:ServiceToken}')
def watches_with(context: Context, person: str, label: str, token: str) -> None:
    """Opens a live connection to the execution with this token, whatever the response.

    Example: When Max tries to watch "a trial" live with a tampered token
    """
    client = context.scene.service_client
    client.watched[person] = executions.watch(client, person, label, token=token)


@when('{person:Name} starts watching "{label}" while it runs')
def begins_while(context: Context, person: str, label: str) -> None:
    """Waits until the execution runs, then opens a live connection from its first event on.

    Example: When Gwen starts watching "a trial" while it runs
    """
    executions.running(context.scene.service_client, person, label)
    watches(context, person, label)


@then('{person:Name} receives "{label}" from start to end, every event once and in order')
def hears_all(context: Context, person: str, label: str) -> None:
    """Waits for the last event; the numbers must follow each other without a gap.

    Example: Then Max receives "a trial" from start to end, every event once and in order
    """
    client = context.scene.service_client
    executions.check_in_order(client, client.watched[person], label)


@then("{person:Name} receives the same events as {other:Name}")
def hears_the_same(context: Context, person: str, other: str) -> None:
    """Waits for the last event of both and compares all events.

    Example: Then Gwen receives the same events as Max
    """
    client = context.scene.service_client
    for name in (person, other):
        executions.wait_for(client, client.watched[name], live_stream.is_over, "the end")
    assert_that(client.watched[person].received, equal_to(client.watched[other].received))


@then('from event {start:d} on, {person:Name} receives the rest of "{label}" again, and nothing else')
def told_again(context: Context, start: int, person: str, label: str) -> None:
    """Opens another live connection from that event's number on and waits for its end.

    Example: Then from event 3 on, Max receives the rest of "a trial" again, and nothing else
    """
    client = context.scene.service_client
    again = executions.watch(client, person, label, start)
    executions.wait_for(client, again, lambda _, closed: closed is not None, "the end of the connection")
    assert_that(again.received, equal_to(client.watched[person].received[start:]))


@then("{person:Name} receives the violation of {property}, with a witness, before the end")
def told_of_violation(context: Context, person: str, property: str) -> None:  # noqa: A002 - the suite's word
    """Waits for the last event; exactly one event before it must report the violation with a witness.

    Example: Then Gwen receives the violation of P1, with a witness, before the end
    """
    client = context.scene.service_client
    executions.wait_for(client, client.watched[person], live_stream.is_over, "the end")
    heard = client.watched[person].received
    found = [one for one in heard[:-1] if one["type"] == "violation_found" and one["property"] == property]
    assert_that(found, has_length(1))
    assert_that(bool(found[0]["witness"]))


@then("{person:Name} is rejected with {code:d} and receives nothing")
def turned_away(context: Context, person: str, code: int) -> None:
    """Waits for the live connection to be closed with this code before any event.

    Example: Then Max is rejected with 4401 and receives nothing
    """
    client = context.scene.service_client
    watched = client.watched[person]
    executions.wait_for(client, watched, lambda _, closed: closed is not None, "a refusal")
    assert_that(watched.closed, equal_to(code))
    assert_that(watched.received, empty())
