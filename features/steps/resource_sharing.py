"""Resources that people share: their rights, several writers of one thing, reads and pages amid changes, rejected
and repeated writes, and a load."""

from hamcrest import assert_that, equal_to
from lockstep.matchers.delivery import received_once, received_within
from lockstep.running.vocabulary import resource_access, resource_concurrency, resources
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@when('{people:Names} change {kind:Resource} "{label:Label}" {count:d} times each, at the same time')
def change_at_once(context: Context, people: tuple[str, ...], kind: str, label: str, count: int) -> None:
    """Asks the API to change the thing this many times for each person; the people write at the same time, each one
    change after the other, and every change is to something else.

    Example: When Ana and Ben change order "A7" 5 times each, at the same time
    """
    resource_concurrency.change_at_once(context.scene, people, kind, label, count=count)


@when(
    '{author:Name} changes {kind:Resource} "{label:Label}" {count:d} times while {person:Name} begins to watch it,'
    " and reads it"
)
def begins_amid(context: Context, *, author: str, kind: str, label: str, count: int, person: str) -> None:
    """Changes the thing this many times, one after the other; meanwhile the other person subscribes to it and, once
    that is confirmed, reads it.

    Example: When Ana changes order "A7" 20 times while Ben begins to watch it, and reads it
    """
    resource_concurrency.change_while_watching_begins(context.scene, author, person, kind, label, count=count)


@given("{people:Names} have created {count:d} things of the kind {kind:Resource} each, all at once")
def have_created(context: Context, people: tuple[str, ...], count: int, kind: str) -> None:
    """Asks the API to create this many things for each person, all at the same time.

    Example: Given Ana and Ben have created 12 things of the kind order each, all at once
    """
    resources.create_at_once(context.scene, people, kind, count)


@when(
    "{person:Name} lists every {kind:Resource} page by page while {author:Name} creates {count:d} more, all at once"
)
def lists_amid(context: Context, *, person: str, kind: str, author: str, count: int) -> None:
    """Lists all things of this kind over the API, one page after the other, while the other person creates more.

    Example: When Ben lists every order page by page while Ana creates 12 more, all at once
    """
    resource_concurrency.list_while_created(context.scene, person, kind, author, count)


@given("{count:d} people watch for each new {kind:Resource}")
def many_watch(context: Context, count: int, kind: str) -> None:
    """Employs so many people by one company, connects them, and subscribes them to what is announced of new things;
    at most 40.

    Example: Given 20 people watch for each new order
    """
    resource_concurrency.gather(context.scene, count, kind)


@when("they create {rate:d} things of the kind {kind:Resource} a second for {seconds:d} seconds")
def create_steadily(context: Context, rate: int, kind: str, seconds: int) -> None:
    """Lets the people create things in turn, each when it is due, whether those before are answered or not; the
    setting duration may shorten it.

    Example: When they create 10 things of the kind order a second for 3 seconds
    """
    resource_concurrency.create_steadily(context.scene, kind, rate, context.scene.load.seconds(seconds, most=seconds))


@then("each of them receives every change once, and the times are reported against the delivery budget")
def all_receive(context: Context) -> None:
    """Waits for the events of all writes of the act to arrive exactly once for everybody; how long they took is
    reported and judges nothing.

    Example: Then each of them receives every change once, and the times are reported against the delivery budget
    """
    made = resources.made(context.scene)
    measured = received_within(
        made, context.scene.budgets.delivery_budget_ms, context.scene.tolerance_ms(), gate=False
    )
    for person in context.scene.actors:
        context.scene.expect(context.scene.received(person), received_once(made), measured)


@then('in the end {people:Names} agree on {kind:Resource} "{label:Label}"')
def end_alike(context: Context, people: tuple[str, ...], kind: str, label: str) -> None:
    """Waits until the system is quiet; what each of them received last of this thing must be the same, and what the
    first of them reads.

    Example: Then in the end Cleo, Ana and Ben agree on order "A7"
    """
    resource_concurrency.check_agree(context.scene, people, kind, label)


@then('what {person:Name} read and received of {kind:Resource} "{label:Label}" ends at its last state')
def ends_at_last(context: Context, person: str, kind: str, label: str) -> None:
    """Waits until the system is quiet; what was read, followed by the events that came, must end at the fields of the
    last write.

    Example: Then what Ben read and received of order "A7" ends at its last state
    """
    resource_concurrency.check_ends(context.scene, person, kind, label)


@then("the list shows {person:Name} every {kind:Resource} from before exactly once, and none twice")
def list_is_whole(context: Context, person: str, kind: str) -> None:
    """Looks at the list that was read page by page: each thing that was there before must be in exactly one page, and
    no other in more than one.

    Example: Then the list shows Ben every order from before exactly once, and none twice
    """
    resource_concurrency.check_list(context.scene, kind, person)


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
