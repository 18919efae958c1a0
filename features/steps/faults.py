"""Faults that scenarios declare: of the network between a person and the backend, and of the backend itself."""

from hamcrest import assert_that
from lockstep.matchers.delivery import received_once
from lockstep.matchers.heard import Heard, acknowledged, writes
from lockstep.matchers.loss import lost, unsettled
from lockstep.running.vocabulary import concurrency, outages, retries
from lockstep.running.vocabulary.fault_phrases import API, NETWORK, OWN_BACKEND
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("a backend that can be broken")
def may_break(context: Context) -> None:
    context.scene.use_variant(**OWN_BACKEND)


@given("{person:Name}'s connection goes silent")
@when("{person:Name}'s connection goes silent")
def goes_silent(context: Context, person: str) -> None:
    context.scene.faults.begin("half-open", who=person, on="socket")


@given("{person:Name}'s connection goes silent for {seconds:d} second")
@given("{person:Name}'s connection goes silent for {seconds:d} seconds")
def goes_silent_for(context: Context, person: str, seconds: int) -> None:
    context.scene.faults.begin("half-open", who=person, on="socket")
    context.scene.faults.lasts(seconds)


@given("{person:Name}'s connection {trouble:Trouble}")
@when("{person:Name}'s connection {trouble:Trouble}")
def has_trouble(context: Context, person: str, trouble: str) -> None:
    name, options = NETWORK[trouble]
    context.scene.faults.begin(name, who=person, on="socket", **options)


@given("{person:Name}'s API connection {trouble:ApiTrouble}")
@when("{person:Name}'s API connection {trouble:ApiTrouble}")
def api_has_trouble(context: Context, person: str, trouble: str) -> None:
    name, options = API[trouble]
    context.scene.faults.begin(name, who=person, on="api", **options)


@given("{person:Name}'s program times out after half a second")
def waits_half_a_second(context: Context, person: str) -> None:
    context.scene.target.wait_at_most(context.scene.person(person).identity, 0.5)


@when("{person:Name}'s program uses its usual timeout again")
def waits_as_usual(context: Context, person: str) -> None:
    context.scene.target.wait_at_most(context.scene.person(person).identity, retries.USUAL_S)


@when("{person:Name}'s socket breaks and cannot be reopened")
def socket_alone(context: Context, person: str) -> None:
    context.scene.faults.begin("refuse", who=person, on="socket")
    context.scene.faults.begin("reset", who=person, on="socket")


@when("{person:Name} posts {count:d} messages, and the backend is {how:Breakdown} once the first has been received")
def breaks_amid(context: Context, person: str, count: int, how: str) -> None:
    outages.amid(context.scene, concurrency.posts(context.scene, (person,), count), how)


@given("no new connection can reach the backend")
def nobody_new(context: Context) -> None:
    context.scene.faults.begin("refuse")


@given("the network adds {ms:d} ms of latency")
def takes_longer(context: Context, ms: int) -> None:
    context.scene.faults.begin("latency", ms=ms)


@when("{person:Name}'s network recovers")
def returns(context: Context, person: str) -> None:
    context.scene.faults.end(person)


@when("the network recovers")
def recovers(context: Context) -> None:
    context.scene.faults.end()


@given("the backend is {how:Breakdown}")
@when("the backend is {how:Breakdown}")
def breaks(context: Context, how: str) -> None:
    context.scene.break_backend(how)


@when("the backend is back")
def is_back(context: Context) -> None:
    context.scene.faults.end(backend=True)


@then("the outcome is unknown")
def nobody_knows(context: Context) -> None:
    assert_that(context.scene.history, unsettled(context.scene.asked()))


@then("{person:Name}'s connection is lost")
def is_lost(context: Context, person: str) -> None:
    patience_ms = context.scene.target.promises.notice_ms  # an end that only the backend can notice
    context.scene.expect(context.scene.history, lost(f"{person}/laptop"), patience_ms=patience_ms)


@then("{person:Name} receives everything that {author:Name} posted, once each")
def hears_all(context: Context, person: str, author: str) -> None:
    history = context.scene.history
    made = acknowledged(history, writes(history, 0, "post_message", author))
    context.scene.expect(Heard(history, person, 0), received_once(made))
