"""Faults that scenarios declare: of the network between a person and the backend, and of the backend itself."""

from hamcrest import assert_that
from lockstep.matchers.delivery import received_once
from lockstep.matchers.loss import lost, unsettled
from lockstep.matchers.received import Received, acknowledged, writes
from lockstep.running.vocabulary import concurrency, outages, retries
from lockstep.running.vocabulary.fault_phrases import API, NETWORK
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("a backend that can be broken")
def may_break(context: Context) -> None:
    """Starts a backend for this scenario alone, so that others are not disturbed.

    Example: Given a backend that can be broken
    """
    context.scene.use_variant()


@given("{person:Name}'s connection goes silent for {seconds:d} second")
@given("{person:Name}'s connection goes silent for {seconds:d} seconds")
def goes_silent_for(context: Context, person: str, seconds: int) -> None:
    """Holds back everything on the person's sockets, both ways, for that long or until the network recovers.

    Example: Given Ben's connection goes silent for 1 second
    """
    context.scene.faults.begin("half-open", who=person, on="socket")
    context.scene.faults.lasts(seconds)


@given("{person:Name}'s connection {trouble:Trouble}")
@when("{person:Name}'s connection {trouble:Trouble}")
def has_trouble(context: Context, person: str, trouble: str) -> None:
    """Applies the network fault to the person's sockets, until it is used up or the network recovers.

    Example: Given Ben's connection takes half a second to close
    """
    name, options = NETWORK[trouble]
    context.scene.faults.begin(name, who=person, on="socket", **options)


@given("{person:Name}'s API connection {trouble:ApiTrouble}")
@when("{person:Name}'s API connection {trouble:ApiTrouble}")
def api_has_trouble(context: Context, person: str, trouble: str) -> None:
    """Applies the network fault to the person's API requests, until it is used up or the network recovers.

    Example: Given Ana's API connection loses every response
    """
    name, options = API[trouble]
    context.scene.faults.begin(name, who=person, on="api", **options)


@given("{person:Name}'s program times out after half a second")
def waits_half_a_second(context: Context, person: str) -> None:
    """Sets the timeout of the person's API requests to 0.5 s.

    Example: Given Ana's program times out after half a second
    """
    context.scene.target.wait_at_most(context.scene.person(person).identity, 0.5)


@when("{person:Name}'s program uses its usual timeout again")
def waits_as_usual(context: Context, person: str) -> None:
    """Sets the timeout of the person's API requests back to its default.

    Example: When Ana's program uses its usual timeout again
    """
    context.scene.target.wait_at_most(context.scene.person(person).identity, retries.USUAL_S)


@when("{person:Name}'s socket breaks and cannot be reopened")
def socket_alone(context: Context, person: str) -> None:
    """Resets the person's sockets and refuses new ones; the API keeps working.

    Example: When Ben's socket breaks and cannot be reopened
    """
    context.scene.faults.begin("refuse", who=person, on="socket")
    context.scene.faults.begin("reset", who=person, on="socket")


@when("{person:Name} posts {count:d} messages, and the backend is {how:Breakdown} once the first is received")
def breaks_amid(context: Context, person: str, count: int, how: str) -> None:
    """Sends the posts and breaks the backend when the first is received; waits until every outcome is known or
    unknown.

    Example: When Ana posts 20 messages, and the backend is locked out of its database once the first is received
    """
    outages.amid(context.scene, concurrency.posts(context.scene, (person,), count), how)


@given("no new connection can reach the backend")
def nobody_new(context: Context) -> None:
    """Refuses new connections of anyone; open connections keep working.

    Example: Given no new connection can reach the backend
    """
    context.scene.faults.begin("refuse")


@given("the network adds {ms:d} ms of latency")
def takes_longer(context: Context, ms: int) -> None:
    """Delays everything between everyone and the backend by that many milliseconds.

    Example: Given the network adds 20 ms of latency
    """
    context.scene.faults.begin("latency", ms=ms)


@when("{person:Name}'s network recovers")
def returns(context: Context, person: str) -> None:
    """Ends every network fault of the person.

    Example: When Ana's network recovers
    """
    context.scene.faults.end(person)


@given("the backend is {how:Breakdown}")
@when("the backend is {how:Breakdown}")
def breaks(context: Context, how: str) -> None:
    """Kills, terminates, freezes or impairs the scenario's own backend, until it is back.

    Example: When the backend is frozen
    """
    context.scene.break_backend(how)


@when("the backend is back")
def is_back(context: Context) -> None:
    """Ends the backend's fault, restarts it where necessary, and waits until it is healthy.

    Example: When the backend is back
    """
    context.scene.faults.end(backend=True)


@then("the outcome is unknown")
def nobody_knows(context: Context) -> None:
    """Every request of the act must have neither been acknowledged nor rejected.

    Example: Then the outcome is unknown
    """
    assert_that(context.scene.history, unsettled(context.scene.asked()))


@then("{person:Name}'s connection is lost")
def is_lost(context: Context, person: str) -> None:
    """Waits for the laptop's connection to end, as long as the target may take to notice.

    Example: Then Ben's connection is lost
    """
    patience_ms = context.scene.target.promises.notice_ms  # an end that only the backend can notice
    context.scene.expect(context.scene.history, lost(f"{person}/laptop"), patience_ms=patience_ms)


@then("{person:Name} receives everything that {author:Name} posted, once each")
def hears_all(context: Context, person: str, author: str) -> None:
    """Waits for every acknowledged message of the author in the whole scenario to arrive exactly once.

    Example: Then Ben receives everything that Ana posted, once each
    """
    history = context.scene.history
    made = acknowledged(history, writes(history, 0, "post_message", author))
    context.scene.expect(Received(history, person, 0), received_once(made))
