"""Rights to resources and writes that are rejected or repeated: what people may not receive, read or change."""

from hamcrest import assert_that, equal_to
from lockstep.matchers.delivery import received_once
from lockstep.running.vocabulary import resource_access, resources
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given('{person:Name} has taken away {member:Name}\'s right to {kind:Resource} "{label:Label}"')
@when('{person:Name} takes away {member:Name}\'s right to {kind:Resource} "{label:Label}"')
def takes_away(context: Context, *, person: str, member: str, kind: str, label: str) -> None:
    """Takes away the other person's right to receive and to read this thing, which must be accepted.

    Example: Given Ana has taken away Ben's right to order "A7"
    """
    resource_access.take_away(context.scene, person, member, kind, label)


@when('{person:Name} tries to change {kind:Resource} "{label:Label}"')
def tries_to_change(context: Context, person: str, kind: str, label: str) -> None:
    """Asks the API to change the thing to other valid values, whatever the response.

    Example: When Zoe tries to change order "A7"
    """
    resource_access.try_to_change(context.scene, person, kind, label)


@when('{person:Name} changes {kind:Resource} "{label:Label}", based on the version before the last one')
def changes_on_old_version(context: Context, person: str, kind: str, label: str) -> None:
    """Asks the API to change the thing and names the last version but one as what the change is based on.

    Example: When Ben changes order "A7", based on the version before the last one
    """
    resource_access.change_on_old_version(context.scene, person, kind, label)


@when('{people:Names} change {kind:Resource} "{label:Label}" at the same time, based on the same version')
def change_on_same_version(context: Context, people: tuple[str, ...], kind: str, label: str) -> None:
    """Asks the API to change the thing once for each person, all at the same time; each names its last version.

    Example: When Ana and Ben change order "A7" at the same time, based on the same version
    """
    resource_access.change_on_same_version(context.scene, people, kind, label)


@when('{person:Name} creates {kind:Resource} "{label:Label}" and retries until it is answered')
def creates_until_known(context: Context, person: str, kind: str, label: str) -> None:
    """Repeats the creation with one key after each lost response, until it is acknowledged or rejected.

    Example: When Ana creates order "A7" and retries until it is answered
    """
    resource_access.create_until_known(context.scene, person, kind, label)


@then("{person:Name} receives the change once")
def receives_once(context: Context, person: str) -> None:
    """Waits for the event of the act's one write to arrive exactly once on every listening device, without a budget.

    Example: Then Ben receives the change once
    """
    made = resources.made(context.scene, count=1)
    context.scene.expect(context.scene.received(person), received_once(made))


@then("{person:Name} receives the new {kind:Resource} once")
def receives_new_once(context: Context, person: str, kind: str) -> None:
    """Waits for the event of the act's one creation to arrive exactly once on every listening device, without a
    budget.

    Example: Then Ben receives the new order once
    """
    made = resources.created(context.scene, kind)
    context.scene.expect(context.scene.received(person), received_once(made))


@then("{person:Name} receives the new {kind:Resource} once, within the delivery budget")
def receives_new(context: Context, person: str, kind: str) -> None:
    """Waits for the event of the act's one creation to arrive exactly once on every listening device, within the
    delivery budget.

    Example: Then Ben receives the new order once, within the delivery budget
    """
    made = resources.created(context.scene, kind)
    context.scene.expect(context.scene.received(person), received_once(made), context.scene.in_time(made))


@then("{person:Name} receives the accepted change once, and not the rejected one")
def receives_accepted(context: Context, person: str) -> None:
    """Waits for the event of the act's one accepted write, exactly once on every listening device; waits until the
    system is quiet, and nothing else may have arrived of that thing.

    Example: Then Cleo receives the accepted change once, and not the rejected one
    """
    made = resource_access.accepted(context.scene)
    context.scene.expect(context.scene.received(person), received_once(made))
    context.scene.settle()
    resource_access.check_only(context.scene, person, made)


@then("the change is rejected")
def is_rejected(context: Context) -> None:
    """Every write of the act must have been answered with a rejection.

    Example: Then the change is rejected
    """
    assert_that(set(resource_access.outcomes(context.scene)), equal_to({"fail"}))


@then("exactly one of the changes is accepted")
def one_accepted(context: Context) -> None:
    """One write of the act must have been acknowledged; all others must have been rejected.

    Example: Then exactly one of the changes is accepted
    """
    found = resource_access.outcomes(context.scene)
    assert_that(sorted(found), equal_to([*["fail"] * (len(found) - 1), "ok"]))


@then('{person:Name} cannot read {kind:Resource} "{label:Label}"')
def cannot_read(context: Context, person: str, kind: str, label: str) -> None:
    """Reads the thing over the API, or lists what it is among: the read must be rejected, and no list may show it.

    Example: Then Zoe cannot read order "A7"
    """
    resource_access.check_unread(context.scene, person, kind, label)
