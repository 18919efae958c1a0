"""Resources and many acts at once: several writers of one thing, reads amid changes, pages amid a burst, a load."""

from lockstep.matchers.delivery import received_once, received_within
from lockstep.running.vocabulary import resource_concurrency, resources
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
