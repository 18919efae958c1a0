"""The service: executions, their results, and what remains of those that were ended."""

from hamcrest import assert_that, contains_string, equal_to, greater_than_or_equal_to, has_entries, is_in, less_than
from lockstep.running.service import executions
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("a dedicated service that queues at most {count:d} execution")
def own_service(context: Context, count: int) -> None:
    """Starts a service for this scenario alone that runs one execution at a time.

    Example: Given a dedicated service that queues at most 1 execution
    """
    context.scene.service_client.use_own(management__queue=str(count), management__at_once="1")


@given('{person:Name} has executed "{label}"')
def has_had_executed(context: Context, person: str, label: str) -> None:
    """Executes the scenario and waits for its result, whatever it is.

    Example: Given Max has executed "a trial"
    """
    context.scene.service_client.succeed(executions.execute(context.scene.service_client, person, label))
    executions.ended(context.scene.service_client, person, label)


@given('{person:Name} has "{label}" running')
def has_running(context: Context, person: str, label: str) -> None:
    """Executes the scenario and waits until it runs.

    Example: Given Max has "a long trial" running
    """
    context.scene.service_client.succeed(executions.execute(context.scene.service_client, person, label))
    executions.running(context.scene.service_client, person, label)


@given('{person:Name} has "{label}" waiting behind it')
def waits_behind(context: Context, label: str, person: str) -> None:
    """Executes the scenario, which must be queued.

    Example: Given Max has "a trial" waiting behind it
    """
    context.scene.service_client.succeed(executions.execute(context.scene.service_client, person, label))
    assert_that(executions.result(context.scene.service_client, person, label), has_entries(status=executions.WAITS))


@when('{person:Name} executes "{label}"')
@when('{person:Name} tries to execute "{label}"')
def executes(context: Context, person: str, label: str) -> None:
    """Asks the service to execute the scenario, whatever the response; does not wait for the result.

    Example: When Max tries to execute "a long trial"
    """
    executions.execute(context.scene.service_client, person, label)


@when('{person:Name} executes "{label}" with {parameters:Parameters}')
@when('{person:Name} tries to execute "{label}" with {parameters:Parameters}')
def executes_with(context: Context, person: str, label: str, parameters: str) -> None:
    """Asks for an execution with extra parameters, whatever the response.

    Example: When Max executes "a trial" with a relay that drops what Ben should receive
    """
    executions.execute(context.scene.service_client, person, label, executions.PARAMETERS[parameters]())


@when('{person:Name} tries to execute "{label}" with {limit:Limit}')
def executes_limited(context: Context, person: str, label: str, limit: str) -> None:
    """Asks for an execution with this limit, whatever the response.

    Example: When Max tries to execute "a trial" with a time limit of 999 ms
    """
    executions.execute(context.scene.service_client, person, label, **executions.LIMITS[limit])


@when('{person:Name} executes "{label}" within {milliseconds:d} ms')
def executes_within(context: Context, person: str, label: str, milliseconds: int) -> None:
    """Asks for an execution with a time limit in ms; does not wait for the result.

    Example: When Olga executes "a long trial" within 1000 ms
    """
    executions.execute(context.scene.service_client, person, label, timeout=milliseconds)


@when('{person:Name} executes "{label}" for {other:Name}')
@when('{person:Name} tries to execute "{label}" for {other:Name}')
def executes_for(context: Context, person: str, label: str, other: str) -> None:
    """Asks for an execution on someone else's behalf, whatever the response.

    Example: When Adam executes "a trial" for Max
    """
    executions.execute(
        context.scene.service_client, person, label, userId=context.scene.service_client.person(other).id
    )


@when("{person:Name} tries to execute an unknown scenario")
def executes_none(context: Context, person: str) -> None:
    """Asks for the execution of a scenario with an unused id.

    Example: When Max tries to execute an unknown scenario
    """
    context.scene.service_client.names["none"] = "0" * 12
    executions.execute(context.scene.service_client, person, "none")


@when('{person:Name} cancels "{label}"')
@when('{person:Name} tries to cancel "{label}"')
def cancels(context: Context, person: str, label: str) -> None:
    """Asks the service to cancel the execution, whatever the response.

    Example: When Gwen tries to cancel "a trial"
    """
    executions.cancel(context.scene.service_client, person, label)


@when("the service is killed and restarted")
def is_lost(context: Context) -> None:
    """Kills the service's process, starts it again with the same data and waits until it answers.

    Example: When the service is killed and restarted
    """
    context.scene.service_client.kill()
    context.scene.service_client.again()


@when("{person:Name} requests an unknown result")
def asks_for_no_result(context: Context, person: str) -> None:
    """Asks the service for a result with an unused id.

    Example: When Olga requests an unknown result
    """
    context.scene.service_client.ask(person, "GET", "test/results/00000000-0000-0000-0000-000000000000")


@when('{person:Name} requests the {records:Records} with {field:w} "{value}"')
def asks_for_records(context: Context, person: str, records: str, field: str, value: str) -> None:
    """Asks for a list of these records with this filter, whatever the response.

    Example: When Olga requests the results with status "HAPPY"
    """
    context.scene.service_client.ask(person, "GET", records, query={field: value})


@then("the execution is accepted and queued")
def is_accepted(context: Context) -> None:
    """The latest response must be 200 with the status of a queued execution.

    Example: Then the execution is accepted and queued
    """
    answer = context.scene.service_client.succeed(context.scene.service_client.last)
    assert_that(answer.word, equal_to("200"))
    assert_that(answer.body, has_entries(status=executions.WAITS))


@then('"{label}" ends as {status:Status} for {person:Name}')
def comes_to(context: Context, label: str, status: str, person: str) -> None:
    """Waits for the result, within the execution's time limit, and compares its status.

    Example: Then "a trial" ends as CANCELLED for Max
    """
    found = executions.ended(context.scene.service_client, person, label)
    assert_that(found["status"], equal_to(status), found["errorDetails"])


@then('"{label}" ends as {status:Status} for {person:Name}, because "{reason}"')
def comes_to_because(context: Context, label: str, status: str, person: str, reason: str) -> None:
    """Waits for the result and compares its status and its error details.

    Example: Then "a long trial" ends as ERROR for Max, because "interrupted"
    """
    found = executions.ended(context.scene.service_client, person, label)
    assert_that(found, has_entries(status=status, errorDetails=contains_string(reason)))


@then('"{label}" passes for {person:Name}, with every request, response and event')
def passes(context: Context, label: str, person: str) -> None:
    """Waits for the result, which must show held properties, API responses, events and a duration.

    Example: Then "a trial" passes for Max, with every request, response and event
    """
    executions.check_passed(executions.ended(context.scene.service_client, person, label))


@then('"{label}" fails for {person:Name}, and a witness shows how {property} was violated')
def fails(context: Context, label: str, person: str, property: str) -> None:  # noqa: A002 - the suite's word
    """Waits for the result, which must show the violated property with its witness.

    Example: Then "a trial" fails for Max, and a witness shows how P1 was violated
    """
    executions.check_failed(executions.ended(context.scene.service_client, person, label), property)


@then('{person:Name} sees the deliveries of "{label}" and how long they took')
def sees_deliveries(context: Context, person: str, label: str) -> None:
    """Reads the execution's events and metrics; each delivery must have its time in ms.

    Example: Then Gwen sees the deliveries of "a trial" and how long they took
    """
    executions.check_events(context.scene.service_client, person, label)
    executions.check_metrics(context.scene.service_client, person, label)


@then('{person:Name} finds "{label}" among the results, as {status:Status}')
def finds_among(context: Context, person: str, label: str, status: str) -> None:
    """Reads the list of results; it must contain the execution with this status.

    Example: Then Gwen finds "a trial" among the results, as PASSED
    """
    executions.check_history(context.scene.service_client, person, label, status)


@then('the trend of "{label}" shows {person:Name} {runs:d} passed run')
def trend_shows(context: Context, label: str, person: str, runs: int) -> None:
    """Reads the scenario's trend; it must count exactly these passed runs.

    Example: Then the trend of "a trial" shows Gwen 1 passed run
    """
    executions.check_trend(context.scene.service_client, person, label, runs)


@then('{person:Name} sees that "{label}" was cut short')
def cut_short(context: Context, person: str, label: str) -> None:
    """Reads the result; the execution must have ended before its last step.

    Example: Then Max sees that "a long trial" was cut short
    """
    executions.check_cut_short(context.scene.service_client, person, label)


@then("nothing that it started remains")
def nothing_left(context: Context) -> None:
    """Waits until no process, file or data of the execution remains.

    Example: Then nothing that it started remains
    """
    executions.check_nothing_left(context.scene.service_client)


@then("the response says when to retry")
def told_when(context: Context) -> None:
    """The latest response must have a Retry-After header of at least 1 s and less than an hour.

    Example: Then the response says when to retry
    """
    seconds = int(context.scene.service_client.last.headers["Retry-After"])
    assert_that(seconds, greater_than_or_equal_to(1))
    assert_that(seconds, less_than(3_600))


@then('"{label}" belongs to {person:Name}')
def is_whose(context: Context, label: str, person: str) -> None:
    """Reads the result; its user must be this person.

    Example: Then "a trial" belongs to Max
    """
    found = executions.result(context.scene.service_client, person, label)
    assert_that(found["userId"], equal_to(context.scene.service_client.person(person).id))


@then('{person:Name} sees nothing of "{label}"')
def sees_nothing(context: Context, person: str, label: str) -> None:
    """The execution must be missing from every list and answer with 404.

    Example: Then Zoe sees nothing of "a trial"
    """
    executions.check_unseen(context.scene.service_client, person, label)


@then("every component of the service is healthy")
def all_well(context: Context) -> None:
    """Asks for the service's health without a token; each component must be up.

    Example: Then every component of the service is healthy
    """
    answer = context.scene.service_client.ask(None, "GET", "health")
    assert_that(answer.word, equal_to("200"), answer.text)
    assert_that({part["status"] for part in answer.body["parts"].values()}, equal_to({"up"}))
    for name in ("database", "features", "reports"):
        assert_that(name, is_in(answer.body["parts"]))
