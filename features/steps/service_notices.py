"""The service: who is told what executions came to."""

from lockstep.running.service import executions, notices
from lockstep.running.vocabulary.step_decorators import Context, given, then


@given("a service of their own that tells the team {news:News}, and the office {other:News}")
def tells_two(context: Context, news: notices.Kind, other: notices.Kind) -> None:
    notices.tell(context.scene.service_client, {"the team": news, "the office": other})


@given("a service of their own that tells the team {news:News}, which takes no message")
def tells_nobody(context: Context, news: notices.Kind) -> None:
    notices.tell(context.scene.service_client, {"the team": news}, refusing=True)


@given('{person:Name} has had "{label}" executed with {parameters:Parameters}')
def has_had_executed_with(context: Context, person: str, label: str, parameters: str) -> None:
    client = context.scene.service_client
    client.succeed(executions.execute(client, person, label, executions.PARAMETERS[parameters]()))
    executions.ended(client, person, label)


@then('the {who:w} is told once that "{label}" {what:Told}')
def is_told(context: Context, who: str, label: str, what: str) -> None:
    notices.check_told(context.scene.service_client, f"the {who}", label, what)


@then('the {who:w} is told once that the run of "{label}" broke')
def is_told_of_the_run(context: Context, who: str, label: str) -> None:
    client = context.scene.service_client
    client.named(f"execution of {label}")
    notices.check_told(client, f"the {who}", "not healthy", "the run broke")


@then('the {who:w} is shown with a witness, like {person:Name}, what "{label}" violated')
def has_witness(context: Context, who: str, person: str, label: str) -> None:
    client = context.scene.service_client
    notices.check_witness(client, f"the {who}", executions.result(client, person, label))


@then("the {who:w} is told nothing")
def is_told_nothing(context: Context, who: str) -> None:
    notices.check_untold(context.scene.service_client, f"the {who}")


@then("nobody is told anything")
def nobody_is_told(context: Context) -> None:
    notices.check_untold(context.scene.service_client)


@then('it is kept that the notice of "{label}" was not taken, and nobody\'s address')
def is_kept(context: Context, label: str) -> None:
    notices.check_missed(context.scene.service_client, label)
