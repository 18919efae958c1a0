"""An actor records every act around the adapter."""

from collections.abc import Awaitable, Callable

import pytest
from lockstep.actors.actor import Actor
from lockstep.clients.api import Exchange as Exchanged
from lockstep.clients.api import collect
from lockstep.history.history import History
from lockstep.history.rows import Closing, Exchange, Fail, Grant, Info, Invoke, Ok, Position, Read, Snapshot
from lockstep.targets.base import Answer, Identity, Look, TargetFaultError, Write

from tests.targets.plain import PlainTarget, recorder, run, served


def with_actor(act: Callable[[Actor, PlainTarget], Awaitable[None]]) -> History:
    kept = recorder()

    async def acted() -> None:
        async with served() as target:
            actor = Actor(target, kept, Identity("Ana", password="secret!1"))
            await act(actor, target)
            await actor.close()

    run(acted)
    return kept.history


def test_a_write_is_recorded_as_asked_and_as_answered_with_its_effects() -> None:
    async def act(actor: Actor, _: PlainTarget) -> None:
        await actor.perform("post_message", key="k", content="hello")

    history = with_actor(act)
    (invoke,), (ok,) = history.of(Invoke), history.of(Ok)
    assert (invoke.person, invoke.operation, invoke.via, invoke.key, invoke.attempt) == (
        "Ana", "post_message", "api", "k", 1,
    )  # fmt: skip
    assert ok.w == invoke.w
    assert invoke.i < ok.i
    assert (ok.entity, ok.version, ok.status) == ("message:1", 1, "201")
    assert [effect.kind for effect in ok.effects] == ["posted"]
    assert ok.digest is not None


@pytest.mark.parametrize(("outcome", "row"), [("fail", Fail), ("info", Info)])
def test_other_outcomes_are_rows_of_their_own(outcome: str, row: type[Fail | Info]) -> None:
    async def act(actor: Actor, target: PlainTarget) -> None:
        target.answer = Answer(outcome, "x")
        await actor.perform("post_message", content="hello")

    (found,) = with_actor(act).of(row)
    assert found.status == "x"


@pytest.mark.parametrize(("outcome", "phases"), [("ok", ["requested", "done"]), ("fail", ["requested", "refused"])])
def test_rights_are_recorded_as_asked_and_as_done_or_refused(outcome: str, phases: list[str]) -> None:
    async def act(actor: Actor, target: PlainTarget) -> None:
        target.answer = Answer(outcome, "x")
        await actor.perform("add_member")

    rows = list(with_actor(act).of(Grant))
    assert [row.phase for row in rows] == phases
    assert {(row.person, row.channel) for row in rows} == {("Ben", "chatroom:7")}


def test_a_right_whose_write_has_no_known_outcome_stays_asked() -> None:
    async def act(actor: Actor, target: PlainTarget) -> None:
        target.answer = Answer("info", "timeout")
        await actor.perform("add_member")

    assert [row.phase for row in with_actor(act).of(Grant)] == ["requested"]


def test_a_retry_shares_the_id_of_its_write() -> None:
    async def act(actor: Actor, _: PlainTarget) -> None:
        await actor.perform("post_message", w="w9", key="k")
        await actor.perform("post_message", w="w9", key="k", attempt=2)

    assert [(row.w, row.attempt) for row in with_actor(act).of(Invoke)] == [("w9", 1), ("w9", 2)]


def test_a_write_over_the_socket_is_answered_under_its_own_id() -> None:
    async def act(actor: Actor, _: PlainTarget) -> None:
        await actor.session().open()
        answer = await actor.perform("post_message", via="socket", content="hello")
        assert answer.payload == {"content": "hello"}

    history = with_actor(act)
    (invoke,), (ok,) = history.of(Invoke), history.of(Ok)
    assert (invoke.via, ok.status, ok.w) == ("socket", "ack", invoke.w)


def test_a_write_over_a_socket_that_is_not_there_is_of_unknown_outcome() -> None:
    async def act(actor: Actor, _: PlainTarget) -> None:
        assert (await actor.perform("post_message", via="socket")).outcome == "info"

    with_actor(act)


def test_what_cannot_be_written_over_the_socket_is_said_to_be_so() -> None:
    async def act(actor: Actor, _: PlainTarget) -> None:
        with pytest.raises(LookupError, match="target plain cannot add_member over the socket"):
            await actor.perform("add_member", via="socket")

    with_actor(act)


def test_a_marker_is_marked_as_one() -> None:
    async def act(actor: Actor, _: PlainTarget) -> None:
        await actor.session().open()
        await actor.mark("chatroom:7", "token-1", "laptop")

    history = with_actor(act)
    assert [(row.w, row.marker, row.operation) for row in history.of(Invoke)] == [("token-1", True, "mark")]
    assert [row.marker for row in history.of(Ok)] == [True]


def test_reads_and_snapshots_say_since_when() -> None:
    async def act(actor: Actor, _: PlainTarget) -> None:
        await actor.read("me")
        await actor.read("messages", channel="chatroom:7")

    history = with_actor(act)
    (read,), (snapshot,) = history.of(Read), history.of(Snapshot)
    assert (read.operation, read.channel) == ("me", None)
    assert (snapshot.channel, snapshot.position) == ("chatroom:7", Position("e", 3))
    assert snapshot.since <= snapshot.t


def test_a_closing_read_is_marked_and_has_its_requests_only_if_it_was_not_answered() -> None:
    class Asked(PlainTarget):
        status = "200"

        async def read(self, operation: str, identity: Identity, **fields: object) -> Look:
            collect(_exchanged(int(self.status), b"{}"))
            return Look(self.status, cursor="next" if self.status == "200" else None)

    kept = recorder()

    async def act() -> None:
        actor = Actor(target := Asked(""), kept, Identity("Ana"))
        mark = Closing(holds=("message",), place="chatroom:7")
        await actor.closing_read("page", mark, channel="chatroom:7")
        target.status = "404"
        await actor.closing_read("page", mark, member="user:1")

    run(act)
    found, denied = kept.history.of(Read)
    assert found.closing is not None
    assert (found.channel, found.closing.more, found.exchanges) == ("chatroom:7", True, ())
    assert (denied.channel, len(denied.exchanges)) == (None, 1)


def test_secrets_are_hidden_from_the_first_write_on() -> None:
    kept = recorder()

    async def act() -> None:
        async with served() as target:
            actor = Actor(target, kept, Identity("Ana", password="secret!1"))
            await actor.perform("post_message")

    run(act)
    assert "secret!1" not in kept.redact("the password is secret!1")


def test_the_exchanges_that_an_act_took_are_rows_before_its_outcome() -> None:
    class Asking(PlainTarget):
        async def perform(self, write: Write, identity: Identity) -> Answer:
            identity.access_token = "opaque-token"
            for status in (503, 201):
                collect(_exchanged(status, b'{"fresh":"opaque-token"}'))
            return self.answer

        async def read(self, operation: str, identity: Identity, **fields: object) -> Look:
            collect(_exchanged(200, b"[]"))
            raise TargetFaultError("broken in between")

    kept = recorder()

    async def acted() -> None:
        actor = Actor(Asking(""), kept, Identity("Ana"))
        await actor.perform("post_message", content="hello")
        with pytest.raises(TargetFaultError):
            await actor.read("messages")

    run(acted)
    first, second, read = kept.history.of(Exchange)
    (ok,) = kept.history.of(Ok)
    assert ok.exchanges == (first.i, second.i)
    assert {first.w, second.w} == {ok.w}
    assert second.i < ok.i
    assert ok.raw is None
    assert (read.operation, read.w, read.status) == ("messages", None, 200)
    assert "opaque-token" not in kept.redact(repr(first.answer))


def test_an_answer_whose_exchange_nobody_collected_keeps_its_raw_text() -> None:
    async def act(actor: Actor, _: PlainTarget) -> None:
        await actor.perform("post_message", content="hello")

    (ok,) = with_actor(act).of(Ok)
    assert ok.exchanges == ()
    assert ok.raw is not None


def _exchanged(status: int, content: bytes) -> Exchanged:
    return Exchanged(
        "POST", "/x", None, status, None, {}, content.decode(), None, 1, 2, "http://127.0.0.1:1/x", content=content
    )


def test_a_device_with_a_login_of_its_own_acts_and_reads_with_it() -> None:
    used: list[tuple[str, Identity]] = []

    async def act(actor: Actor, target: PlainTarget) -> None:
        performs, reads = target.perform, target.read

        async def perform(write: Write, identity: Identity) -> Answer:
            used.append((write.operation, identity))
            return await performs(write, identity)

        async def read(operation: str, identity: Identity, **fields: object) -> Look:
            used.append((operation, identity))
            return await reads(operation, identity, **fields)

        target.perform, target.read = perform, read  # type: ignore[method-assign]
        before = actor.session("tablet")
        actor.prepare_login("tablet")
        assert actor.session("tablet") is not before
        await actor.perform("logout", device="tablet")
        await actor.read("me", device="tablet")
        await actor.perform("logout", device="phone")
        await actor.read("me")
        tablet, own = actor.login("tablet"), actor.identity
        assert [one for _, one in used] == [tablet, tablet, own, own]
        assert (tablet.person, tablet.access_token) == ("Ana", "")

    with_actor(act)
