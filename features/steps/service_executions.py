"""The service: executions, what they came to, and what is left of those that were ended."""

from hamcrest import assert_that, contains_string, equal_to, greater_than_or_equal_to, has_entries, is_in, less_than
from lockstep.running.service import executions
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("a service of their own at which {count:d} execution may wait")
def own_service(context: Context, count: int) -> None:
    context.scene.service_client.use_own(management__queue=str(count), management__at_once="1")


@given('{person:Name} has had "{label}" executed')
def has_had_executed(context: Context, person: str, label: str) -> None:
    context.scene.service_client.succeed(executions.execute(context.scene.service_client, person, label))
    executions.ended(context.scene.service_client, person, label)


@given('{person:Name} has "{label}" running')
def has_running(context: Context, person: str, label: str) -> None:
    context.scene.service_client.succeed(executions.execute(context.scene.service_client, person, label))
    executions.running(context.scene.service_client, person, label)


@given('"{label}" waits behind it for {person:Name}')
def waits_behind(context: Context, label: str, person: str) -> None:
    context.scene.service_client.succeed(executions.execute(context.scene.service_client, person, label))
    assert_that(executions.result(context.scene.service_client, person, label), has_entries(status=executions.WAITS))


@when('{person:Name} has "{label}" executed')
@when('{person:Name} tries to have "{label}" executed')
def executes(context: Context, person: str, label: str) -> None:
    executions.execute(context.scene.service_client, person, label)


@when('{person:Name} has "{label}" executed with {parameters:Parameters}')
@when('{person:Name} tries to have "{label}" executed with {parameters:Parameters}')
def executes_with(context: Context, person: str, label: str, parameters: str) -> None:
    executions.execute(context.scene.service_client, person, label, executions.PARAMETERS[parameters]())


@when('{person:Name} tries to have "{label}" executed with {limit:Limit}')
def executes_limited(context: Context, person: str, label: str, limit: str) -> None:
    executions.execute(context.scene.service_client, person, label, **executions.LIMITS[limit])


@when('{person:Name} has "{label}" executed within {milliseconds:d} ms')
def executes_within(context: Context, person: str, label: str, milliseconds: int) -> None:
    executions.execute(context.scene.service_client, person, label, timeout=milliseconds)


@when('{person:Name} has "{label}" executed for {other:Name}')
@when('{person:Name} tries to have "{label}" executed for {other:Name}')
def executes_for(context: Context, person: str, label: str, other: str) -> None:
    executions.execute(
        context.scene.service_client, person, label, userId=context.scene.service_client.person(other).id
    )


@when("{person:Name} tries to have a scenario executed that there is not")
def executes_none(context: Context, person: str) -> None:
    context.scene.service_client.names["none"] = "0" * 12
    executions.execute(context.scene.service_client, person, "none")


@when('{person:Name} cancels "{label}"')
@when('{person:Name} tries to cancel "{label}"')
def cancels(context: Context, person: str, label: str) -> None:
    executions.cancel(context.scene.service_client, person, label)


@when("the service is lost and started again")
def is_lost(context: Context) -> None:
    context.scene.service_client.kill()
    context.scene.service_client.again()


@when('{person:Name} asks for the result of "{label}"')
def asks_for_result(context: Context, person: str, label: str) -> None:
    client = context.scene.service_client
    client.ask(person, "GET", f"test/results/{executions.execution(client, label)}")


@when("{person:Name} asks for a result that there is not")
def asks_for_no_result(context: Context, person: str) -> None:
    context.scene.service_client.ask(person, "GET", "test/results/00000000-0000-0000-0000-000000000000")


@when('{person:Name} asks for the {records:Records} with {field:w} "{value}"')
def asks_for_records(context: Context, person: str, records: str, field: str, value: str) -> None:
    context.scene.service_client.ask(person, "GET", records, query={field: value})


@then("it is accepted, and waits for its turn")
def is_accepted(context: Context) -> None:
    answer = context.scene.service_client.succeed(context.scene.service_client.last)
    assert_that(answer.word, equal_to("200"))
    assert_that(answer.body, has_entries(status=executions.WAITS))


@then('"{label}" comes to {status:Status} for {person:Name}')
def comes_to(context: Context, label: str, status: str, person: str) -> None:
    found = executions.ended(context.scene.service_client, person, label)
    assert_that(found["status"], equal_to(status), found["errorDetails"])


@then('"{label}" comes to {status:Status} for {person:Name}, because "{reason}"')
def comes_to_because(context: Context, label: str, status: str, person: str, reason: str) -> None:
    found = executions.ended(context.scene.service_client, person, label)
    assert_that(found, has_entries(status=status, errorDetails=contains_string(reason)))


@then('"{label}" passes for {person:Name}, with all that was asked, answered and heard')
def passes(context: Context, label: str, person: str) -> None:
    executions.check_passed(executions.ended(context.scene.service_client, person, label))


@then('"{label}" fails for {person:Name}, and a witness shows how {property} was broken')
def fails(context: Context, label: str, person: str, property: str) -> None:  # noqa: A002 - the suite's word
    executions.check_failed(executions.ended(context.scene.service_client, person, label), property)


@then('{person:Name} sees the deliveries of "{label}" and how long they took')
def sees_deliveries(context: Context, person: str, label: str) -> None:
    executions.check_events(context.scene.service_client, person, label)
    executions.check_metrics(context.scene.service_client, person, label)


@then('{person:Name} finds "{label}" among the results, as {status:Status}')
def finds_among(context: Context, person: str, label: str, status: str) -> None:
    executions.check_history(context.scene.service_client, person, label, status)


@then('the trend of "{label}" shows {person:Name} {runs:d} run, passed')
def trend_shows(context: Context, label: str, person: str, runs: int) -> None:
    executions.check_trend(context.scene.service_client, person, label, runs)


@then('{person:Name} sees that "{label}" was cut short')
def cut_short(context: Context, person: str, label: str) -> None:
    executions.check_cut_short(context.scene.service_client, person, label)


@then("nothing that it started is left")
def nothing_left(context: Context) -> None:
    executions.check_nothing_left(context.scene.service_client)


@then("it is told when to try again")
def told_when(context: Context) -> None:
    seconds = int(context.scene.service_client.last.headers["Retry-After"])
    assert_that(seconds, greater_than_or_equal_to(1))
    assert_that(seconds, less_than(3_600))


@then('"{label}" is {person:Name}\'s')
def is_whose(context: Context, label: str, person: str) -> None:
    found = executions.result(context.scene.service_client, person, label)
    assert_that(found["userId"], equal_to(context.scene.service_client.person(person).id))


@then('{person:Name} sees nothing of "{label}"')
def sees_nothing(context: Context, person: str, label: str) -> None:
    executions.check_unseen(context.scene.service_client, person, label)


@then("all parts of the service are well")
def all_well(context: Context) -> None:
    answer = context.scene.service_client.ask(None, "GET", "health")
    assert_that(answer.word, equal_to("200"), answer.text)
    assert_that({part["status"] for part in answer.body["parts"].values()}, equal_to({"up"}))
    for name in ("database", "features", "reports"):
        assert_that(name, is_in(answer.body["parts"]))
