"""Each mutant does what it says and nothing else; the backend itself does none of it."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from evidence.mutants.__main__ import NAMES, load, start
from evidence.mutants.mutant import STEP
from evidence.mutants.shows import access, connections, mistakes, positions, reads, rights
from evidence.mutants.shows.scene import Scene
from tests.reference.conftest import client
from tests.reference.process import Started, started
from tests.reference.wire import PASSWORD, Person, register


async def _no_event(scene: Scene) -> bool:
    await scene.ana.post(scene.room, "api")
    await scene.ana_hears.ask("send_chatroom_message", chatroomId=scene.room, content="socket")
    await scene.settle()
    return scene.texts(scene.ben_hears) == ["socket"]


async def _double_send(scene: Scene) -> bool:
    await scene.ana.post(scene.room, "x")
    await scene.settle()
    events = [event for event in scene.ben_hears.events() if event["event"] != "marker"]
    return len(events) == 2 and events[0] == events[1]


async def _other_company_leak(scene: Scene) -> bool:
    await scene.ana.post(scene.room, "secret")
    await scene.settle()
    return scene.texts(scene.dan_hears) == scene.texts(scene.ben_hears) == ["secret"]


async def _stale_payload(scene: Scene) -> bool:
    message = await scene.ana.post(scene.room, "one")
    edits = [{"content": text} for text in ("two", "three")]
    answers = [(await scene.ana.do("PUT", f"/messages/{message['id']}", edit))["data"] for edit in edits]
    await scene.settle()
    versions = [event["data"]["version"] for event in scene.ben_hears.events() if event["event"] != "marker"]
    assert [answer["content"] for answer in answers] == ["two", "three"]
    return versions == [1, 2, 3] and scene.texts(scene.ben_hears) == ["one", "one", "two"]


async def _removed_member_keeps_hearing(scene: Scene) -> bool:
    await scene.ana.do("DELETE", f"/chatrooms/{scene.room}/members/{scene.ben.id}")
    await scene.ana.post(scene.room, "secret")
    await scene.settle()
    assert (await scene.ben_hears.ask("join_chatroom", chatroomId=scene.room))["data"]["status"] == 404
    return scene.texts(scene.ben_hears) == ["secret"]


async def _event_before_commit(scene: Scene) -> bool:
    reply = {"chatroomId": scene.room, "content": "refused", "replyToId": 999_999}
    assert await scene.ana.refused("POST", "/messages", reply) == (422, "invalid")
    await scene.settle()
    assert (await scene.ana.do("GET", f"/messages/chatroom/{scene.room}"))["data"] == []
    return scene.texts(scene.ben_hears) == ["refused"]


async def _wrong_order(scene: Scene) -> bool:
    for text in "12345":
        await scene.ana.post(scene.room, text)
    await scene.settle()
    return scene.texts(scene.ben_hears) == scene.texts(scene.ana_hears) == ["1", "2", "4", "3", "5"]


async def _lost_on_fanout(scene: Scene) -> bool:
    await scene.ana.post(scene.room, "x")
    await scene.settle()
    return (scene.texts(scene.ana_hears), scene.texts(scene.ben_hears)) == (["x"], [])


async def _missing_field(scene: Scene) -> bool:
    message = await scene.ana.post(scene.room, "x")
    await scene.settle()
    [heard] = [event["data"] for event in scene.ben_hears.events() if event["event"] != "marker"]
    return set(heard) == set(message) - {"authorId"}


async def _shown_of_ben(scene: Scene) -> list[bool]:
    """What Ana hears of Ben's presence."""
    await scene.ana_hears.ask("mark", rooms=[f"chatroom:{scene.room}"], token="p")
    await scene.ana_hears.ask("ping")
    told = [event["data"] for event in scene.ana_hears.events() if event["event"] == "user_presence_changed"]
    return [one["present"] for one in told if one["userId"] == scene.ben.id]


async def _absent_with_the_first_device(scene: Scene) -> bool:
    login = {"email": scene.ben.session["user"]["email"], "password": PASSWORD}
    again = await scene.ben.ask("POST", "/auth/login", json=login)
    phone = Person(scene.ben.http, scene.ben.ws, again.json()["data"])
    async with phone.listening():
        await phone.do("POST", "/auth/logout")
    shown = await _shown_of_ben(scene)
    there = (await scene.ana.do("GET", f"/users/{scene.ben.id}/presence"))["data"]["present"]
    return there and shown == [True, False]


async def _never_absent(scene: Scene) -> bool:
    await scene.ben.do("POST", "/auth/logout")
    shown = await _shown_of_ben(scene)
    there = (await scene.ana.do("GET", f"/users/{scene.ben.id}/presence"))["data"]["present"]
    return there and shown == [True]


async def _stale_status(scene: Scene) -> bool:
    answers = [
        (await scene.ana.do("PUT", "/users/me/status", {"status": one}))["data"]["status"] for one in ("away", "busy")
    ]
    await scene.settle()
    told = [event["data"]["status"] for event in scene.ben_hears.events() if event["event"] == "user_status_updated"]
    return (answers, told) == (["away", "busy"], ["online", "away"])


_SHOWS: dict[str, Callable[[Scene], Awaitable[bool]]] = {
    "no_event": _no_event,
    "double_send": _double_send,
    "other_company_leak": _other_company_leak,
    "stale_payload": _stale_payload,
    "removed_member_keeps_hearing": _removed_member_keeps_hearing,
    "event_before_commit_then_rolled_back": _event_before_commit,
    "wrong_order": _wrong_order,
    "lost_on_fanout": _lost_on_fanout,
    "missing_field": _missing_field,
    "absent_with_the_first_device": _absent_with_the_first_device,
    "never_absent": _never_absent,
    "stale_status": _stale_status,
    **mistakes.SHOWS,
    **access.SHOWS,
    **connections.SHOWS,
    **positions.SHOWS,
    **reads.SHOWS,
    **rights.SHOWS,
}

_LEAPING = ("--set", "access_token_s=900", "--set", "leap_s=600")
_SETTINGS: dict[str, tuple[str, ...]] = {
    "expired_token_stays_connected": _LEAPING,
    "renewal_moves_no_end": _LEAPING,
    "half_open_unnoticed": ("--set", "ping_s=1", "--set", "auth_timeout_s=4"),
}
"""Arguments of the backend without which a mistake would show late, or not at all."""


async def _play(backend: Started, name: str) -> bool:
    """Whether the mistake shows in a scene of its own."""
    async with client(backend) as http:
        ana = await register(http, backend.ws)
        if name in connections.DOORS:
            return await connections.DOORS[name](ana)
        people = [ana, await ana.colleague(), await register(http, backend.ws)]
        room = await ana.chatroom(people[1])
        async with ana.listening() as hers, people[1].listening() as his, people[2].listening() as far:
            await hers.join(room)
            await his.join(room)
            return await _SHOWS[name](Scene(backend, people, [hers, his, far], room))


@pytest.mark.parametrize("name", NAMES)
def test_a_mutant_does_what_it_says(name: str) -> None:
    with started(*_SETTINGS.get(name, ()), module=("evidence.mutants", name)) as mutant:
        assert asyncio.run(_play(mutant, name)), load(name).does


def test_the_backend_does_none_of_it() -> None:
    shown = []
    for settings in {(), *_SETTINGS.values()}:
        with started(*settings) as backend:
            names = [name for name in NAMES if _SETTINGS.get(name, ()) == settings]
            shown += [name for name in names if asyncio.run(_play(backend, name))]
    assert shown == []


def test_each_says_what_it_breaks_and_who_makes_the_mistake() -> None:
    assert set(NAMES) == {*_SHOWS, *connections.DOORS}
    for name in NAMES:
        mutant: Any = load(name)
        assert mutant.breaks == STEP or mutant.breaks.startswith("P")
        assert mutant.breaks not in mutant.may_break
        assert all(Path(feature).is_file() for feature in mutant.features)
        assert mutant.does
        assert mutant.made_by


def test_a_name_that_is_none_is_told_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in ([], ["nosuch", "--port", "0"]):
        assert start(arguments) == 2
        error = capsys.readouterr().err
        assert "double_send" in error
        assert error.count("\n") == 1
