"""Connections: which tokens are accepted, what a connection withstands, how it ends, and how people reconnect."""

from hamcrest import assert_that, equal_to, is_
from lockstep.clients.dialects.base import Nonsense
from lockstep.matchers.agreement import told_not_recovered
from lockstep.matchers.connection import answered_a_ping, ended, let_in, resume_refused, told_refused, turned_away
from lockstep.running.vocabulary import connections, setup
from lockstep.running.vocabulary.step_decorators import Context, given, then, when


@given("{person:Name} has renewed {whose:Their} token")
def has_renewed(context: Context, person: str, whose: str) -> None:
    """Exchanges the refresh token over the API, which must succeed; open connections keep the old token.

    Example: Given Ana has renewed her token
    """
    setup.succeed(context.scene, person, "refresh", refresh_token=context.scene.person(person).identity.refresh_token)


@given("the backend waits ten minutes for a token")
def waits_for_a_token(context: Context) -> None:
    """Starts a backend for this scenario alone, with an authentication timeout of 600 s.

    Example: Given the backend waits ten minutes for a token
    """
    context.scene.use_variant(auth_timeout_s="600")


@given("tokens expire after {minutes:d} minutes")
def tokens_live(context: Context, minutes: int) -> None:
    """Starts a backend for this scenario alone whose tokens expire and whose clock can be put forward.

    Example: Given tokens expire after 5 minutes
    """
    connections.have_tokens_live(context.scene, minutes)


@given("ten minutes have passed")
@when("ten minutes pass")
def ten_minutes_pass(context: Context) -> None:
    """Puts the clock of the scenario's own backend forward by ten minutes; nobody waits. Raises LookupError where the
    suite did not start the backend.

    Example: When ten minutes pass
    """
    connections.let_ten_minutes_pass(context.scene)


@given("{person:Name} has renewed {whose:Their} token on {own:Their} open connection")
def has_renewed_on_connection(context: Context, person: str, whose: str, own: str) -> None:
    """Exchanges the refresh token over the API and authenticates the laptop's open connection with the new one.

    Example: Given Ana has renewed her token on her open connection
    """
    identity = context.scene.person(person).identity
    setup.succeed(context.scene, person, "refresh", refresh_token=identity.refresh_token)
    context.scene.call(context.scene.session(person).authenticate)


@given("{person:Name} has logged out")
def has_logged_out(context: Context, person: str) -> None:
    """Logs out over the API, which must succeed; the token is revoked.

    Example: Given Ana has logged out
    """
    setup.succeed(context.scene, person, "logout")


@when("{person:Name} logs out")
def logs_out(context: Context, person: str) -> None:
    """Asks the API to log out, whatever the response.

    Example: When Ana logs out
    """
    context.scene.act(person, "logout")


@when("{person:Name} connects with {whose:Their} token {place:Place}")
@when("{person:Name} tries to connect with {whose:Their} old token {place:Place}")
def connects(context: Context, person: str, whose: str, place: str) -> None:
    """Opens a connection with the latest token that the person holds and waits until it is accepted or rejected.

    Example: When Ana connects with her token in the header
    """
    connections.connect(context.scene, person, place=place)


@when("{person:Name} tries to connect with {what:Token} token {place:Place}")
def connects_badly(context: Context, person: str, what: str, place: str) -> None:
    """Opens a connection with a missing or spoilt token and waits until it is accepted or rejected.

    Example: When Ana tries to connect with a malformed token in the header
    """
    connections.connect(context.scene, person, place=place, token=what)


@then("{person:Name}'s connection is accepted")
def is_let_in(context: Context, person: str) -> None:
    """Fails unless the backend accepted the connection in this scenario.

    Example: Then Ana's connection is accepted
    """
    assert_that(context.scene.history, let_in(person))


@then("{person:Name}'s connection is rejected because of the token")
def is_turned_away(context: Context, person: str) -> None:
    """Waits for the connection to be rejected or closed as the target declares it for tokens.

    Example: Then Ben's connection is rejected because of the token
    """
    codes = connections.endings(context.scene.target, "token")
    context.scene.expect(context.scene.history, turned_away(person, codes))


@when("{person:Name}'s {device} pings the backend")
def pings(context: Context, person: str, device: str) -> None:
    """Sends a ping over the device's connection and waits for the response.

    Example: When Ana's laptop pings the backend
    """
    context.scene.call(context.scene.session(person, device).round_trip)


@then("the ping is answered")
def is_answered(context: Context) -> None:
    """Fails unless a pong arrived since the act began.

    Example: Then the ping is answered
    """
    assert_that(context.scene.history, answered_a_ping(context.scene.since))


@when("{person:Name} closes {whose:Their} connection")
@when("{person:Name} closes {whose:Their} laptop")
def closes(context: Context, person: str, whose: str) -> None:
    """Closes the laptop's connection with a close frame and waits for the end.

    Example: When Ana closes her connection
    """
    context.scene.call(context.scene.session(person).close)


@then("{person:Name}'s connection is closed cleanly")
def ended_cleanly(context: Context, person: str) -> None:
    """Waits for the laptop's connection to end with code 1000 after both close frames.

    Example: Then Ana's connection is closed cleanly
    """
    context.scene.expect(context.scene.history, ended(f"{person}/laptop", by="us", codes=(1000,), clean=True))


@then("the backend closes {person:Name}'s connection because {reason:Reason}")
def ended_because(context: Context, person: str, reason: str) -> None:
    """Waits for the backend to end the laptop's session as the target declares it for that reason.

    Example: Then the backend closes Ben's connection because only text is accepted
    """
    codes = connections.endings(context.scene.target, reason)
    context.scene.expect(context.scene.history, ended(f"{person}/laptop", by="server", codes=codes))


@when("{person:Name}'s {device} sends {nonsense:Nonsense}")
def sends_nonsense(context: Context, person: str, device: str, nonsense: Nonsense) -> None:
    """Sends something invalid, made by the target's codec, over the device's connection; waits for no response.

    Example: When Ben's laptop sends a binary frame
    """
    context.scene.call(
        context.scene.session(person, device).send_raw, connections.nonsense(context.scene.target, nonsense)
    )


@then("{person:Name}'s {device} receives a rejection")
def is_told(context: Context, person: str, device: str) -> None:
    """Waits for an error response on the device's connection since the act began.

    Example: Then Ben's laptop receives a rejection
    """
    session = context.scene.session(person, device)
    context.scene.expect(context.scene.history, told_refused(session.name, context.scene.since, session.errors))


@given("{person:Name}'s connection is cut")
@when("{person:Name}'s connection is cut")
def is_cut(context: Context, person: str) -> None:
    """Drops the laptop's TCP connection without a close frame.

    Example: Given Ben's connection is cut
    """
    context.scene.call(context.scene.session(person).cut)


@given("{person:Name} has reconnected and asked for the missed events")
@when("{person:Name} reconnects and asks for the missed events")
def comes_back(context: Context, person: str) -> None:
    """Opens a new connection with the last position received; it must be accepted. Missed events arrive later.

    Example: When Ben reconnects and asks for the missed events
    """
    assert_that(context.scene.call(context.scene.session(person).come_back), is_(equal_to(True)))


@when("{person:Name} tries to reconnect and ask for the missed events")
def tries_to_come_back(context: Context, person: str) -> None:
    """Opens a new connection with the last position received, whether it is accepted or not.

    Example: When Ben tries to reconnect and ask for the missed events
    """
    context.scene.call(context.scene.session(person).come_back)


@when("{person:Name} reconnects with a position from before the numbering restarted")
def comes_back_from_before(context: Context, person: str) -> None:
    """Opens a new connection with a position of an earlier epoch.

    Example: When Ben reconnects with a position from before the numbering restarted
    """
    connections.come_back_to(context.scene, person, connections.BEFORE)


@then('{person:Name} is told that the missed messages in "{room}" are no longer available')
def told_not_to_be_had(context: Context, person: str, room: str) -> None:
    """Waits for the response that the chatroom's missed messages cannot be recovered, since the act began.

    Example: Then Ben is told that the missed messages in "design" are no longer available
    """
    context.scene.expect(
        context.scene.history, told_not_recovered(person, context.scene.ref(room), context.scene.since)
    )


@when("{person:Name} reconnects and asks for the events after {position:WrongPosition} position")
def comes_back_wrongly(context: Context, person: str, position: str) -> None:
    """Opens a new connection with a position that cannot exist, whatever the response.

    Example: When Ben reconnects and asks for the events after a nonsensical position
    """
    connections.come_back_to(context.scene, person, position)


@when('{person:Name} reconnects and asks for the events of "{room}" after {position:WrongPosition} position')
def comes_back_to_room(context: Context, person: str, room: str, position: str) -> None:
    """Opens a new connection and asks for the events of this chatroom alone, after a position that cannot exist,
    whatever the response.

    Example: When Zoe reconnects and asks for the events of "design" after a future position
    """
    connections.come_back_to_room(context.scene, person, room, position)


@then("{person:Name}'s request for missed events is rejected")
def return_refused(context: Context, person: str) -> None:
    """Fails unless the backend rejected a request for missed events since the act began.

    Example: Then Ben's request for missed events is rejected
    """
    assert_that(context.scene.history, resume_refused(person, context.scene.since))
