"""Typing: told to who hears the room, by nobody stored, stopped by itself."""

import pytest

from tests.reference.conftest import client
from tests.reference.process import Started
from tests.reference.wire import Ear, Person, register

pytestmark = pytest.mark.anyio


def _heard(ear: Ear, kind: str) -> list[tuple[bool, object]]:
    return [(event["data"]["typing"], event["seq"]) for event in ear.events() if event["event"] == kind]


async def test_each_start_and_stop_is_one_event_without_a_number(ana: Person, ben: Person) -> None:
    room = await ana.chatroom(ben)
    async with ana.listening() as typist, ben.listening() as ear:
        await typist.join(room)
        before = await ear.join(room)
        acked = await typist.ask("chatroom_typing_start", chatroomId=room, requestId="begins")
        await typist.ask("chatroom_typing_start", chatroomId=room)
        await typist.ask("chatroom_typing_stop", chatroomId=room)
        await typist.ask("chatroom_typing_stop", chatroomId=room)
        first = await ear.until("chatroom_typing")
        assert acked["data"] == first["data"] == {"chatroomId": room, "userId": ana.id, "typing": True}
        assert (first["room"], first["epoch"], first["cause"]) == (f"chatroom:{room}", before["epoch"], "begins")
        posted = await ana.post(room)
        assert (await ear.until("chatroom_message_received"))["data"] == posted
        expected = [(True, None), (True, None), (False, None), (False, None)]
        assert _heard(ear, "chatroom_typing") == _heard(typist, "chatroom_typing") == expected
    async with ben.listening("&resume=1") as late:
        await late.ask("resume", rooms={f"chatroom:{room}": before})
        assert [event["event"] for event in late.events()] == ["chatroom_message_received"]


async def test_who_begins_and_says_no_more_is_stopped_once(brief: Started) -> None:
    # however slowly the second start follows: nobody is stopped twice, or without having begun
    async with client(brief) as http:
        ana = await register(http, brief.ws)
        room = await ana.chatroom()
        async with ana.listening() as ear:
            await ear.join(room)
            await ear.ask("chatroom_typing_start", chatroomId=room)
            await ear.ask("chatroom_typing_start", chatroomId=room)
            stopped = await ear.until("chatroom_typing", cause=None)
            assert stopped["data"]["typing"] is False
            await ear.ask("chatroom_typing_start", chatroomId=room)
            await ear.until("chatroom_typing", cause=None)
            heard = [typing for typing, _ in _heard(ear, "chatroom_typing")]
            assert heard in ([True, True, False, True, False], [True, False, True, False, True, False])


async def test_nobody_types_where_he_sees_nothing(ana: Person, ben: Person) -> None:
    room = await ana.chatroom(private=True)
    async with ben.listening() as ear:
        assert (await ear.ask("chatroom_typing_start", chatroomId=room))["data"]["code"] == "not_found"
        assert (await ear.ask("chatroom_typing_stop", chatroomId=room))["data"]["code"] == "not_found"
        assert (await ear.ask("chatroom_typing_start"))["data"]["code"] == "invalid"
