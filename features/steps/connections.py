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


@given("tokens live for {minutes:d} minutes")
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


@then("{person:Name} is let in")
def is_let_in(context: Context, person: str) -> None:
    assert_that(context.scene.history, let_in(person))


@then("{person:Name} is turned away because of the token")
def is_turned_away(context: Context, person: str) -> None:
    context.scene.expect(context.scene.history, turned_away(person, code=4401))


@when("{person:Name}'s {device} asks whether the backend is there")
def pings(context: Context, person: str, device: str) -> None:
    context.scene.call(context.scene.session(person, device).round_trip)


@then("it is answered")
def is_answered(context: Context) -> None:
    assert_that(context.scene.history, answered_a_ping(context.scene.since))


@when("{person:Name} closes {whose:Their} connection")
@when("{person:Name} closes {whose:Their} laptop")
def closes(context: Context, person: str, whose: str) -> None:
    context.scene.call(context.scene.session(person).close)


@then("{person:Name}'s connection ended cleanly")
def ended_cleanly(context: Context, person: str) -> None:
    context.scene.expect(context.scene.history, ended(f"{person}/laptop", by="us", code=1000, clean=True))


@then("{person:Name}'s connection is ended by the backend because {reason:Reason}")
def ended_because(context: Context, person: str, reason: int) -> None:
    context.scene.expect(context.scene.history, ended(f"{person}/laptop", by="server", code=reason))


@when("{person:Name}'s {device} sends {nonsense:Nonsense}")
def sends_nonsense(context: Context, person: str, device: str, nonsense: str | bytes) -> None:
    context.scene.call(context.scene.session(person, device).send_raw, nonsense)


@then("{person:Name}'s {device} is told that it was refused")
def is_told(context: Context, person: str, device: str) -> None:
    context.scene.expect(context.scene.history, told_refused(f"{person}/{device}", context.scene.since))


@given("{person:Name}'s connection is cut")
@when("{person:Name}'s connection is cut")
def is_cut(context: Context, person: str) -> None:
    context.scene.call(context.scene.session(person).cut)


@given("{person:Name} has come back and asked for what {pronoun:They} missed")
@when("{person:Name} comes back and asks for what {pronoun:They} missed")
def comes_back(context: Context, person: str, pronoun: str) -> None:
    assert_that(context.scene.call(context.scene.session(person).come_back), is_(equal_to(True)))


@when("{person:Name} tries to come back and ask for what {pronoun:They} missed")
def tries_to_come_back(context: Context, person: str, pronoun: str) -> None:
    context.scene.call(context.scene.session(person).come_back)


@when("{person:Name} comes back with a place from before a new beginning")
def comes_back_from_before(context: Context, person: str) -> None:
    connections.come_back_to(context.scene, person, connections.BEFORE)


@then('{person:Name} is told that what {pronoun:They} missed in "{room}" is not to be had')
def told_not_to_be_had(context: Context, person: str, pronoun: str, room: str) -> None:
    context.scene.expect(
        context.scene.history, told_not_recovered(person, context.scene.ref(room), context.scene.since)
    )


@when("{person:Name} comes back and asks for what followed {position:WrongPosition} position")
def comes_back_wrongly(context: Context, person: str, position: str) -> None:
    connections.come_back_to(context.scene, person, position)


@then("{person:Name}'s return is refused")
def return_refused(context: Context, person: str) -> None:
    assert_that(context.scene.history, resume_refused(person, context.scene.since))
