"""The service: executions, what they came to, and what is left of those that were ended."""

from hamcrest import assert_that, contains_string, equal_to, greater_than_or_equal_to, has_entries, is_in, less_than
from lockstep.running.service import executions
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("a dedicated service that queues at most {count:d} execution")
def own_service(context: Context, count: int) -> None:
    context.scene.desk.use_own(management__queue=str(count), management__at_once="1")


@given('{person:Name} has executed "{label}"')
def has_had_executed(context: Context, person: str, label: str) -> None:
    context.scene.desk.succeed(executions.execute(context.scene.desk, person, label))
    executions.ended(context.scene.desk, person, label)


@given('{person:Name} has "{label}" running')
def has_running(context: Context, person: str, label: str) -> None:
    context.scene.desk.succeed(executions.execute(context.scene.desk, person, label))
    executions.running(context.scene.desk, person, label)


@given('{person:Name} has "{label}" waiting behind it')
def waits_behind(context: Context, label: str, person: str) -> None:
    context.scene.desk.succeed(executions.execute(context.scene.desk, person, label))
    assert_that(executions.result(context.scene.desk, person, label), has_entries(status=executions.WAITS))


@when('{person:Name} executes "{label}"')
@when('{person:Name} tries to execute "{label}"')
def executes(context: Context, person: str, label: str) -> None:
    executions.execute(context.scene.desk, person, label)


@when('{person:Name} executes "{label}" with {parameters:Parameters}')
@when('{person:Name} tries to execute "{label}" with {parameters:Parameters}')
def executes_with(context: Context, person: str, label: str, parameters: str) -> None:
    executions.execute(context.scene.desk, person, label, executions.PARAMETERS[parameters]())


@when('{person:Name} tries to execute "{label}" with {limit:Limit}')
def executes_limited(context: Context, person: str, label: str, limit: str) -> None:
    executions.execute(context.scene.desk, person, label, **executions.LIMITS[limit])


@when('{person:Name} executes "{label}" within {milliseconds:d} ms')
def executes_within(context: Context, person: str, label: str, milliseconds: int) -> None:
    executions.execute(context.scene.desk, person, label, timeout=milliseconds)


@when('{person:Name} executes "{label}" for {other:Name}')
@when('{person:Name} tries to execute "{label}" for {other:Name}')
def executes_for(context: Context, person: str, label: str, other: str) -> None:
    executions.execute(context.scene.desk, person, label, userId=context.scene.desk.person(other).id)


@when("{person:Name} tries to execute an unknown scenario")
def executes_none(context: Context, person: str) -> None:
    context.scene.desk.names["none"] = "0" * 12
    executions.execute(context.scene.desk, person, "none")


@when('{person:Name} cancels "{label}"')
@when('{person:Name} tries to cancel "{label}"')
def cancels(context: Context, person: str, label: str) -> None:
    executions.cancel(context.scene.desk, person, label)


@when("the service is killed and restarted")
def is_lost(context: Context) -> None:
    context.scene.desk.kill()
    context.scene.desk.again()


@when('{person:Name} requests the result of "{label}"')
def asks_for_result(context: Context, person: str, label: str) -> None:
    desk = context.scene.desk
    desk.ask(person, "GET", f"test/results/{executions.execution(desk, label)}")


@when("{person:Name} requests an unknown result")
def asks_for_no_result(context: Context, person: str) -> None:
    context.scene.desk.ask(person, "GET", "test/results/00000000-0000-0000-0000-000000000000")


@when('{person:Name} requests the {records:Records} with {field:w} "{value}"')
def asks_for_records(context: Context, person: str, records: str, field: str, value: str) -> None:
    context.scene.desk.ask(person, "GET", records, query={field: value})


@then("the execution is accepted and queued")
def is_accepted(context: Context) -> None:
    answer = context.scene.desk.succeed(context.scene.desk.last)
    assert_that(answer.word, equal_to("200"))
    assert_that(answer.body, has_entries(status=executions.WAITS))


@then('"{label}" ends as {status:Status} for {person:Name}')
def comes_to(context: Context, label: str, status: str, person: str) -> None:
    found = executions.ended(context.scene.desk, person, label)
    assert_that(found["status"], equal_to(status), found["errorDetails"])


@then('"{label}" ends as {status:Status} for {person:Name}, because "{reason}"')
def comes_to_because(context: Context, label: str, status: str, person: str, reason: str) -> None:
    found = executions.ended(context.scene.desk, person, label)
    assert_that(found, has_entries(status=status, errorDetails=contains_string(reason)))


@then('"{label}" passes for {person:Name}, with every request, response and event')
def passes(context: Context, label: str, person: str) -> None:
    executions.check_passed(executions.ended(context.scene.desk, person, label))


@then('"{label}" fails for {person:Name}, and a witness shows how {property} was violated')
def fails(context: Context, label: str, person: str, property: str) -> None:  # noqa: A002 - the suite's word
    executions.check_failed(executions.ended(context.scene.desk, person, label), property)


@then('{person:Name} sees the deliveries of "{label}" and how long they took')
def sees_deliveries(context: Context, person: str, label: str) -> None:
    executions.check_events(context.scene.desk, person, label)
    executions.check_metrics(context.scene.desk, person, label)


@then('{person:Name} finds "{label}" among the results, as {status:Status}')
def finds_among(context: Context, person: str, label: str, status: str) -> None:
    executions.check_history(context.scene.desk, person, label, status)


@then('the trend of "{label}" shows {person:Name} {runs:d} passed run')
def trend_shows(context: Context, label: str, person: str, runs: int) -> None:
    executions.check_trend(context.scene.desk, person, label, runs)


@then('{person:Name} sees that "{label}" was cut short')
def cut_short(context: Context, person: str, label: str) -> None:
    executions.check_cut_short(context.scene.desk, person, label)


@then("nothing that it started remains")
def nothing_left(context: Context) -> None:
    executions.check_nothing_left(context.scene.desk)


@then("the response says when to retry")
def told_when(context: Context) -> None:
    seconds = int(context.scene.desk.last.headers["Retry-After"])
    assert_that(seconds, greater_than_or_equal_to(1))
    assert_that(seconds, less_than(3_600))


@then('"{label}" belongs to {person:Name}')
def is_whose(context: Context, label: str, person: str) -> None:
    found = executions.result(context.scene.desk, person, label)
    assert_that(found["userId"], equal_to(context.scene.desk.person(person).id))


@then('{person:Name} sees nothing of "{label}"')
def sees_nothing(context: Context, person: str, label: str) -> None:
    executions.check_unseen(context.scene.desk, person, label)


@then("every component of the service is healthy")
def all_well(context: Context) -> None:
    answer = context.scene.desk.ask(None, "GET", "health")
    assert_that(answer.word, equal_to("200"), answer.text)
    assert_that({part["status"] for part in answer.body["parts"].values()}, equal_to({"up"}))
    for name in ("database", "features", "reports"):
        assert_that(name, is_in(answer.body["parts"]))
