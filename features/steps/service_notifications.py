"""The service: live events of an execution, and notices of its result."""

from hamcrest import assert_that, empty, equal_to, has_length
from lockstep.running.service import executions, live_stream, notices
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


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


@given("a dedicated service that notifies the team of {news:News} and the office of {other:News}")
def tells_two(context: Context, news: notices.Kind, other: notices.Kind) -> None:
    """Starts a service for this scenario alone that sends each kind of notice to a receiver of its own.

    Example: Given a dedicated service that notifies the team of failures and the office of recoveries
    """
    notices.tell(context.scene.service_client, {"the team": news, "the office": other})


@given("a dedicated service that notifies the team of {news:News} through a failing receiver")
def tells_nobody(context: Context, news: notices.Kind) -> None:
    """Starts a service for this scenario alone whose receiver answers every notice with 500.

    Example: Given a dedicated service that notifies the team of failures through a failing receiver
    """
    notices.tell(context.scene.service_client, {"the team": news}, refusing=True)


@given('{person:Name} has executed "{label}" with {parameters:Parameters}')
def has_had_executed_with(context: Context, person: str, label: str, parameters: str) -> None:
    """Executes the scenario with extra parameters and waits for its result.

    Example: Given Max has executed "a trial" with a relay that drops what Ben should receive
    """
    client = context.scene.service_client
    client.succeed(executions.execute(client, person, label, executions.PARAMETERS[parameters]()))
    executions.ended(client, person, label)


@then('the {who:w} is notified once that "{label}" {what:Told}')
def is_told(context: Context, who: str, label: str, what: str) -> None:
    """Waits for exactly one notice that names the scenario and this outcome.

    Example: Then the team is notified once that "a trial" failed
    """
    notices.check_told(context.scene.service_client, f"the {who}", label, what)


@then('the {who:w} is notified once that the run of "{label}" broke')
def is_told_of_the_run(context: Context, who: str, label: str) -> None:
    """Waits for exactly one notice that the run itself broke, with its reason.

    Example: Then the team is notified once that the run of "a trial" broke
    """
    client = context.scene.service_client
    client.named(f"execution of {label}")
    notices.check_told(client, f"the {who}", "not healthy", "the run broke")


@then('the {who:w} receives the same witness for "{label}" as {person:Name}')
def has_witness(context: Context, who: str, person: str, label: str) -> None:
    """The notice must quote the smallest witness of the result.

    Example: Then the team receives the same witness for "a trial" as Max
    """
    client = context.scene.service_client
    notices.check_witness(client, f"the {who}", executions.result(client, person, label))


@then("the {who:w} receives no notice")
def is_told_nothing(context: Context, who: str) -> None:
    """Waits until the service has sent every notice; this receiver must have none.

    Example: Then the office receives no notice
    """
    notices.check_untold(context.scene.service_client, f"the {who}")


@then("no notice is sent")
def nobody_is_told(context: Context) -> None:
    """Waits until the service has sent every notice; no receiver may have any.

    Example: Then no notice is sent
    """
    notices.check_untold(context.scene.service_client)


@then('the failed notice of "{label}" is recorded without any address')
def is_kept(context: Context, label: str) -> None:
    """The service's log must name the failed notice, and neither it nor the result may contain an address.

    Example: Then the failed notice of "a trial" is recorded without any address
    """
    notices.check_missed(context.scene.service_client, label)
