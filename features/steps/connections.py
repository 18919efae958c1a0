"""Connections: who is let in with which token, what a connection withstands, how it ends, how somebody comes back."""

from hamcrest import assert_that, equal_to, is_
from lockstep.matchers.agreement import told_not_recovered
from lockstep.matchers.connection import answered_a_ping, ended, let_in, resume_refused, told_refused, turned_away
from lockstep.running.vocabulary import connections, setup
from lockstep.running.vocabulary.fault_phrases import OWN_BACKEND
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("{person:Name} has renewed {whose:Their} token")
def has_renewed(context: Context, person: str, whose: str) -> None:
    setup.succeed(context.scene, person, "refresh", refresh_token=context.scene.person(person).identity.refresh_token)


@given("the backend waits ten minutes for a token")
def waits_for_a_token(context: Context) -> None:
    context.scene.use_variant(auth_timeout_s="600", **OWN_BACKEND)


@given("tokens expire after {minutes:d} minutes")
def tokens_live(context: Context, minutes: int) -> None:
    connections.have_tokens_live(context.scene, minutes)


@given("ten minutes have passed")
@when("ten minutes pass")
def ten_minutes_pass(context: Context) -> None:
    connections.let_ten_minutes_pass(context.scene)


@given("{person:Name} has renewed {whose:Their} token on {own:Their} open connection")
def has_renewed_on_connection(context: Context, person: str, whose: str, own: str) -> None:
    identity = context.scene.person(person).identity
    setup.succeed(context.scene, person, "refresh", refresh_token=identity.refresh_token)
    context.scene.call(context.scene.session(person).authenticate)


@given("{person:Name} has logged out")
def has_logged_out(context: Context, person: str) -> None:
    setup.succeed(context.scene, person, "logout")


@when("{person:Name} logs out")
def logs_out(context: Context, person: str) -> None:
    context.scene.act(person, "logout")


@when("{person:Name} connects with {whose:Their} token {place:Place}")
@when("{person:Name} tries to connect with {whose:Their} old token {place:Place}")
def connects(context: Context, person: str, whose: str, place: str) -> None:
    connections.connect(context.scene, person, place=place)


@when("{person:Name} tries to connect with {what:Token} token {place:Place}")
def connects_badly(context: Context, person: str, what: str, place: str) -> None:
    connections.connect(context.scene, person, place=place, token=what)


@then("{person:Name}'s connection is accepted")
def is_let_in(context: Context, person: str) -> None:
    assert_that(context.scene.history, let_in(person))


@then("{person:Name}'s connection is rejected because of the token")
def is_turned_away(context: Context, person: str) -> None:
    context.scene.expect(context.scene.history, turned_away(person, code=4401))


@when("{person:Name}'s {device} pings the backend")
def pings(context: Context, person: str, device: str) -> None:
    context.scene.call(context.scene.session(person, device).round_trip)


@then("the ping is answered")
def is_answered(context: Context) -> None:
    assert_that(context.scene.history, answered_a_ping(context.scene.since))


@when("{person:Name} closes {whose:Their} connection")
@when("{person:Name} closes {whose:Their} laptop")
def closes(context: Context, person: str, whose: str) -> None:
    context.scene.call(context.scene.session(person).close)


@then("{person:Name}'s connection is closed cleanly")
def ended_cleanly(context: Context, person: str) -> None:
    context.scene.expect(context.scene.history, ended(f"{person}/laptop", by="us", code=1000, clean=True))


@then("the backend closes {person:Name}'s connection because {reason:Reason}")
def ended_because(context: Context, person: str, reason: int) -> None:
    context.scene.expect(context.scene.history, ended(f"{person}/laptop", by="server", code=reason))


@when("{person:Name}'s {device} sends {nonsense:Nonsense}")
def sends_nonsense(context: Context, person: str, device: str, nonsense: str | bytes) -> None:
    context.scene.call(context.scene.session(person, device).send_raw, nonsense)


@then("{person:Name}'s {device} receives a rejection")
def is_told(context: Context, person: str, device: str) -> None:
    context.scene.expect(context.scene.history, told_refused(f"{person}/{device}", context.scene.since))


@given("{person:Name}'s connection is cut")
@when("{person:Name}'s connection is cut")
def is_cut(context: Context, person: str) -> None:
    context.scene.call(context.scene.session(person).cut)


@given("{person:Name} has reconnected and asked for the missed events")
@when("{person:Name} reconnects and asks for the missed events")
def comes_back(context: Context, person: str) -> None:
    assert_that(context.scene.call(context.scene.session(person).come_back), is_(equal_to(True)))


@when("{person:Name} tries to reconnect and ask for the missed events")
def tries_to_come_back(context: Context, person: str) -> None:
    context.scene.call(context.scene.session(person).come_back)


@when("{person:Name} reconnects with a position from before the numbering restarted")
def comes_back_from_before(context: Context, person: str) -> None:
    connections.come_back_to(context.scene, person, connections.BEFORE)


@then('{person:Name} is told that the missed messages in "{room}" are no longer available')
def told_not_to_be_had(context: Context, person: str, room: str) -> None:
    context.scene.expect(
        context.scene.history, told_not_recovered(person, context.scene.ref(room), context.scene.since)
    )


@when("{person:Name} reconnects and asks for the events after {position:WrongPosition} position")
def comes_back_wrongly(context: Context, person: str, position: str) -> None:
    connections.come_back_to(context.scene, person, position)


@then("{person:Name}'s request for missed events is rejected")
def return_refused(context: Context, person: str) -> None:
    assert_that(context.scene.history, resume_refused(person, context.scene.since))
