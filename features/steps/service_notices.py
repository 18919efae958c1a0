"""The service: who is told what executions came to."""

from lockstep.running.service import executions, notices
from lockstep.running.vocabulary.step_decorators import Context, given, then


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
