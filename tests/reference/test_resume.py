"""Resuming: what was missed, once, in order, or an honest no."""

from typing import Any

import pytest

from tests.reference.conftest import client
from tests.reference.process import Started
from tests.reference.wire import Ear, Person, register

pytestmark = pytest.mark.anyio


async def _resume(ear: Ear, rooms: Any) -> dict[str, Any]:
    """Ask, and give what was claimed; the frames after `resumed` are in `ear.frames`."""
    answer = await ear.ask("resume", rooms=rooms)
    assert answer["event"] == "ack", answer
    claims: dict[str, Any] = next(frame for frame in ear.frames if frame["event"] == "resumed")["data"]["rooms"]
    return claims


async def test_what_was_missed_comes_once_and_in_order_then_live(ana: Person, ben: Person) -> None:
    chatroom = await ana.chatroom(ben)
    room = f"chatroom:{chatroom}"
    async with ben.listening() as ear:
        position = await ear.join(chatroom)
        await ana.post(chatroom, "1")
        first = await ear.until("chatroom_message_received")
    missed = [await ana.post(chatroom, text) for text in "234"]
    async with ben.listening("&resume=1") as ear:
        await ana.post(chatroom, "5")
        claims = await _resume(ear, {room: {"epoch": first["epoch"], "seq": first["seq"]}})
        assert claims == {room: {"recovered": True, "epoch": position["epoch"], "from": 2, "to": 5, "reason": None}}
        await ana.post(chatroom, "6")
        await ear.until("chatroom_message_received", seq=6)
        events = ear.events(room)
        assert [event["seq"] for event in events] == [2, 3, 4, 5, 6]
        assert [event["data"] for event in events[:3]] == missed
        names = [frame["event"] for frame in ear.frames]
        assert names.index("resumed") < names.index("chatroom_message_received") < names.index("room_joined")
        joined = [frame["data"]["room"] for frame in ear.frames if frame["event"] == "room_joined"]
        assert joined == [f"user:{ben.id}", f"company:{ben.company}"]


async def test_with_resume_in_the_url_nothing_is_heard_before_it(ana: Person, ben: Person) -> None:
    async with ben.listening("&resume=1") as ear:
        await ana.chatroom()
        await ear.ask("ping")
        assert ear.events() == []
        claims = await _resume(ear, {f"company:{ben.company}": {"epoch": "x", "seq": 0}})
        assert claims[f"company:{ben.company}"]["reason"] == "epoch"
        assert [frame["data"]["room"] for frame in ear.frames if frame["event"] == "room_joined"] == [
            f"user:{ben.id}"
        ]


async def test_nothing_missed_is_recovered_with_nothing(ana: Person) -> None:
    chatroom = await ana.chatroom()
    async with ana.listening() as ear:
        position = await ear.join(chatroom)
        claim = (await _resume(ear, {f"chatroom:{chatroom}": position}))[f"chatroom:{chatroom}"]
        assert (claim["recovered"], claim["from"], claim["to"]) == (True, 1, 0)
        assert ear.events() == []


async def test_another_epoch_is_not_recovered_but_heard_from_now_on(ana: Person) -> None:
    chatroom = await ana.chatroom()
    await ana.post(chatroom)
    async with ana.listening() as ear:
        claims = await _resume(ear, {f"chatroom:{chatroom}": {"epoch": "older", "seq": 99}})
        claim = claims[f"chatroom:{chatroom}"]
        assert (claim["recovered"], claim["from"], claim["to"], claim["reason"]) == (False, None, 1, "epoch")
        assert ear.events() == []
        await ana.post(chatroom)
        assert (await ear.until("chatroom_message_received"))["seq"] == 2


async def test_beyond_retention_is_not_recovered_but_heard_from_now_on(strict: Started) -> None:
    async with client(strict) as http:
        ana = await register(http, strict.ws)
        chatroom = await ana.chatroom()
        room = f"chatroom:{chatroom}"
        async with ana.listening() as ear:
            position = await ear.join(chatroom)
        for number in range(7):
            await ana.post(chatroom, str(number))
        async with ana.listening() as ear:
            claim = (await _resume(ear, {room: {"epoch": position["epoch"], "seq": 1}}))[room]
            assert (claim["recovered"], claim["to"], claim["reason"]) == (False, 7, "retention")
            await ana.post(chatroom)
            assert (await ear.until("chatroom_message_received"))["seq"] == 8
            assert len(ear.events()) == 1
        async with ana.listening() as ear:
            claim = (await _resume(ear, {room: {"epoch": position["epoch"], "seq": 3}}))[room]
            assert (claim["recovered"], claim["from"], claim["to"]) == (True, 4, 8)
            assert [event["seq"] for event in ear.events()] == [4, 5, 6, 7, 8]


async def test_a_room_one_may_not_hear_is_told_so_and_the_others_are_recovered(ana: Person, ben: Person) -> None:
    kept, lost = await ana.chatroom(ben), await ana.chatroom(ben, private=True)
    async with ben.listening() as ear:
        epoch = (await ear.join(kept))["epoch"]
        await ear.join(lost)
    await ana.do("DELETE", f"/chatrooms/{lost}/members/{ben.id}")
    for chatroom in (kept, lost):
        await ana.post(chatroom)
    start = {"epoch": epoch, "seq": 0}
    async with ben.listening() as ear:
        claims = await _resume(ear, {f"chatroom:{kept}": start, f"chatroom:{lost}": start, "user:1": start})
        assert claims[f"chatroom:{kept}"]["recovered"]
        no = {"recovered": False, "epoch": None, "from": None, "to": None, "reason": "not_found"}
        assert claims[f"chatroom:{lost}"] == claims["user:1"] == no
        await ana.post(lost)
        await ear.ask("ping")
        assert [event["room"] for event in ear.events()] == [f"chatroom:{kept}"]


@pytest.mark.parametrize(
    "position",
    [
        None,
        [],
        {},
        {"epoch": "EPOCH"},
        {"epoch": 1, "seq": 0},
        {"epoch": "EPOCH", "seq": "0"},
        {"epoch": "EPOCH", "seq": -1},
        {"epoch": "EPOCH", "seq": 0.5},
        {"epoch": "EPOCH", "seq": True},
        {"epoch": "EPOCH", "seq": 1},
        {"epoch": "EPOCH", "seq": 10**30},
    ],
)
async def test_garbage_and_future_positions_are_refused_and_change_nothing(ana: Person, position: Any) -> None:
    good, bad = await ana.chatroom(), await ana.chatroom()
    async with ana.listening() as ear:
        epoch = (await ear.join(good))["epoch"]
        await ear.ask("leave_chatroom", chatroomId=good)
        if isinstance(position, dict) and position.get("epoch") == "EPOCH":
            position["epoch"] = epoch
        rooms = {f"chatroom:{good}": {"epoch": epoch, "seq": 0}, f"chatroom:{bad}": position}
        refused = await ear.ask("resume", rooms=rooms)
        assert (refused["event"], refused["data"]["status"], refused["data"]["code"]) == ("error", 422, "invalid")
        await ana.post(good)
        await ear.ask("ping")
        assert ear.events() == []


@pytest.mark.parametrize("rooms", [None, [], "x", {"nonsense": {"epoch": "e", "seq": 0}}])
async def test_rooms_of_no_known_form_are_refused(ana: Person, rooms: Any) -> None:
    async with ana.listening() as ear:
        assert (await ear.ask("resume", rooms=rooms))["data"]["status"] == 422


async def test_a_long_replay_is_no_slow_reader(ana: Person) -> None:
    """More than send_buffer_bytes may be replayed: the reader asked for it."""
    chatroom = await ana.chatroom()
    for _ in range(120):
        await ana.post(chatroom, "x" * 10_000)
    async with ana.listening() as ear:
        epoch = (await ear.join(chatroom))["epoch"]
        await _resume(ear, {f"chatroom:{chatroom}": {"epoch": epoch, "seq": 0}})
        assert [event["seq"] for event in ear.events()] == list(range(1, 121))
