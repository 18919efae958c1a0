"""The adapter of nchan: the messages of a real nginx are received, resumed and cleaned up; what it cannot do it
says."""

import asyncio
import ssl
from pathlib import Path
from typing import Any

import pytest
from lockstep.actors.actor import Actor
from lockstep.clients.dialects.base import Frame
from lockstep.clients.dialects.nchan import KIND
from lockstep.history.recorder import Recorder
from lockstep.history.rows import Budgets, Header, Ok, Open, Recv, Resume, Subscribe
from lockstep.targets.base import ConnectRequest, Identity, TargetFaultError, Write
from lockstep.targets.nchan import NchanTarget
from lockstep.targets.nchan.adapter import THERE
from lockstep.targets.nchan.server import NginxProcess

from tests.targets.nchan.needing import needs_nginx

ROOM, OTHER = "chatroom:1", "chatroom:2"


def target(folder: Path) -> NchanTarget:
    return NchanTarget(ssl.create_default_context(), folder / "nginx.log")


async def nothing(*_: Any, **__: Any) -> Any:
    raise AssertionError("no act is needed here")


class Office:
    """Two people before a real nginx."""

    def __init__(self, folder: Path) -> None:
        self.target = target(folder)
        header = Header(
            scenario="s", title="t", seed=1, target="nchan", promises=self.target.promises, budgets=Budgets()
        )
        self.recorder = Recorder(header)
        self.ana, self.ben = (Actor(self.target, self.recorder, Identity(name)) for name in ("Ana", "Ben"))

    async def __aenter__(self) -> "Office":
        await self.target.start()
        await self.target.enrol(self.ana.identity, [], nothing)
        await self.target.enrol(self.ben.identity, [self.ana.identity], nothing)
        return self

    async def __aexit__(self, *error: object) -> None:
        for actor in (self.ana, self.ben):
            await actor.close()
        left = await self.target.clean_up([self.ana.identity, self.ben.identity])
        await self.target.stop()
        assert left == []

    async def received(self, count: int, kind: str = KIND) -> list[Recv]:
        """The first so many events of a kind, waited for by round trips."""
        while len(found := list(self.recorder.history.of(Recv, event=True, kind=kind))) < count:
            await self.ben.session().round_trip()
            await asyncio.sleep(0)
        return found


@needs_nginx
def test_what_is_posted_is_heard_under_the_id_that_was_answered(tmp_path: Path) -> None:
    async def live() -> None:
        async with Office(tmp_path) as office:
            assert all(row.healthy for row in await office.target.health())
            assert await office.ben.session().open()
            assert await office.ben.session().subscribe(ROOM)
            assert office.ben.session().channels == {ROOM}
            answer = await office.ana.perform("post_message", channel=ROOM, content="שלום \x00")
            (event,) = await office.received(1)
            assert answer.outcome == "ok"
            assert answer.schema is None
            assert (event.entity, event.payload, event.channel) == (answer.entity, answer.payload, ROOM)
            assert event.schema is None
            (ok,) = office.recorder.history.of(Ok)
            assert [(effect.entity, effect.sent) for effect in ok.effects] == [(event.entity, event.sent)]

    asyncio.run(live())


@needs_nginx
def test_a_second_channel_is_heard_on_a_connection_that_hears_both(tmp_path: Path) -> None:
    async def live() -> None:
        async with Office(tmp_path) as office:
            session = office.ben.session()
            assert await session.open()
            assert await session.subscribe(ROOM)
            assert await session.subscribe(OTHER)
            assert session.channels == {ROOM, OTHER}
            answers = [await office.ana.perform("post_message", channel=one, content=one) for one in (ROOM, OTHER)]
            events = await office.received(2)
            assert {event.entity for event in events} == {answer.entity for answer in answers}
            assert await session.unsubscribe(ROOM)
            assert session.channels == {OTHER}
            with pytest.raises(LookupError, match="one channel, not in several"):
                office.target.connect_args(
                    ConnectRequest(office.ben.identity, (ROOM, OTHER), since=session.positions)
                )

    asyncio.run(live())


@needs_nginx
@pytest.mark.parametrize("before", [0, 1])
def test_what_was_missed_is_given_on_return(tmp_path: Path, before: int) -> None:
    async def live() -> None:
        async with Office(tmp_path) as office:
            session = office.ben.session()
            await session.open()
            await session.subscribe(ROOM)
            for _ in range(before):
                await office.ana.perform("post_message", channel=ROOM, content="before")
            await office.received(before)
            await session.cut()
            answers = [await office.ana.perform("post_message", channel=ROOM, content=str(n)) for n in range(3)]
            assert await session.come_back()
            events = await office.received(before + 3)
            assert [event.entity for event in events[before:]] == [answer.entity for answer in answers]
            phases = [row.phase for row in office.recorder.history.of(Resume)]
            assert phases == ["requested", "done"]

    asyncio.run(live())


@needs_nginx
def test_who_comes_and_goes_is_told_to_colleagues_and_can_be_read(tmp_path: Path) -> None:
    async def shown(office: Office) -> Any:
        look = await office.target.read("presence", office.ben.identity, member=office.ana.identity.id)
        assert look.schema is None
        (one,) = look.shows
        return one.entity, one.payload["present"]

    async def live() -> None:
        async with Office(tmp_path) as office:
            assert await shown(office) == ("presence:Ana", False)
            assert await office.ben.session().open()
            phone, laptop = office.ana.session("phone"), office.ana.session("laptop")
            assert await laptop.open()
            assert await phone.open()
            await office.received(2, THERE)
            assert await shown(office) == ("presence:Ana", True)
            await phone.close()
            assert await shown(office) == ("presence:Ana", True)
            await laptop.close()
            while not any(_of_ana(office, present=False)):
                await office.ben.session().round_trip()
                await asyncio.sleep(0)
            assert await shown(office) == ("presence:Ana", False)
            assert all(event.schema is None for event in office.recorder.history.of(Recv, event=True))

    asyncio.run(live())


def _of_ana(office: Office, *, present: bool) -> list[Recv]:
    told = office.recorder.history.of(Recv, person="Ben", entity="presence:Ana")
    return [event for event in told if event.payload == {"present": present}]


@pytest.mark.parametrize(("has", "now", "told"), [("came", 1, True), ("came", 2, True), ("went", 0, False)])
def test_what_is_told_is_whether_any_connection_is_left(tmp_path: Path, has: str, now: int, told: bool) -> None:
    (event,) = target(tmp_path).normalise(_there(has, now))
    assert (event.kind, event.entity, event.payload) == (THERE, "presence:user:9", {"present": told})


@pytest.mark.parametrize(("has", "now"), [("went", 1), ("came", 0)])
def test_a_connection_that_changes_nothing_tells_nothing(tmp_path: Path, has: str, now: int) -> None:
    assert target(tmp_path).normalise(_there(has, now)) == []


def _there(has: str, now: int) -> Frame:
    data = {"channel": "presence:company:1", "person": "user:9", "has": has, "subscribers": now}
    return Frame(kind=KIND, event=True, channel="presence:company:1", entity="1:0", data=data, body={"id": "1:0"})


@needs_nginx
def test_rows_tell_what_an_address_asks_for(tmp_path: Path) -> None:
    async def live() -> None:
        async with Office(tmp_path) as office:
            session = office.ben.session()
            assert await session.open()
            own = [(row.phase, row.channel) for row in office.recorder.history.of(Subscribe)]
            assert own == [(phase, f"presence:{office.ben.identity.company}") for phase in ("requested", "done")]
            await office.target.stop()
            assert not await session.subscribe(ROOM)
            assert [row.phase for row in office.recorder.history.of(Open)][-1] == "refused"
            assert [row.phase for row in office.recorder.history.of(Subscribe, channel=ROOM)][-1] == "refused"
            await office.target.start()

    asyncio.run(live())


@needs_nginx
def test_a_nginx_that_is_gone_is_unhealthy(tmp_path: Path) -> None:
    async def live() -> None:
        made = target(tmp_path)
        await made.start()
        assert made.alive()
        server: NginxProcess = made._server
        await server.stop()
        assert not made.alive()
        assert [row.healthy for row in await made.health()] == [False, False]
        posted = await made.perform(
            Write("w", "Ana", "post_message", {"channel": ROOM, "content": "x"}), Identity("Ana")
        )
        assert posted.outcome == "fail"
        assert made.effects(Write("w", "Ana", "post_message", {"channel": ROOM, "content": "x"}), posted) == []
        await made.stop()

    asyncio.run(live())


def test_what_there_is_not_is_said(tmp_path: Path) -> None:
    made = target(tmp_path)
    with pytest.raises(LookupError, match="no tokens"):
        made.connect_args(ConnectRequest(Identity("Ana", "user:1"), how="header"))
    with pytest.raises(TargetFaultError, match="no edit_message"):
        asyncio.run(made.perform(Write("w", "Ana", "edit_message", {}), Identity("Ana")))


@needs_nginx
def test_a_chatroom_says_how_many_messages_it_keeps(tmp_path: Path) -> None:
    async def count() -> None:
        async with Office(tmp_path) as office:
            assert (await office.target.read("topic", office.ben.identity, channel=ROOM)).absent
            for text in ("one", "two"):
                await office.ana.perform("post_message", channel=ROOM, content=text)
            look = await office.target.read("topic", office.ben.identity, channel=ROOM)
            assert (look.status, look.count, look.shows, look.schema) == ("200", 2, (), None)

    asyncio.run(count())
