"""Many at once: one order everywhere, each once, no gap."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.reference.conftest import client
from tests.reference.process import Started
from tests.reference.wire import Ear, Person

pytestmark = pytest.mark.anyio
_POSTS = 300


async def test_300_posts_at_once_arrive_everywhere_in_one_order_each_once(server: Started, ana: Person) -> None:
    people = [ana, *[await ana.colleague() for _ in range(3)]]
    room = await ana.chatroom(*people)
    async with AsyncExitStack() as stack:
        ears = [await stack.enter_async_context(person.listening()) for person in people]
        clients = [await stack.enter_async_context(client(server)) for _ in people]
        for ear in ears:
            await ear.join(room)

        async def post(number: int) -> Any:
            person = people[number % len(people)]
            speaker = Person(clients[number % len(people)], person.ws, person.session)
            return await speaker.post(room, f"message {number}")

        heard = asyncio.gather(*(_hear(ear, _POSTS) for ear in ears))
        answers = await asyncio.gather(*(post(number) for number in range(_POSTS)))
        orders = await heard
        await asyncio.gather(*(ear.ask("ping") for ear in ears))
    assert all(order == orders[0] for order in orders)
    assert [event["seq"] for event in orders[0]] == list(range(1, _POSTS + 1))
    by_id = sorted((event["data"] for event in orders[0]), key=lambda message: message["id"])
    assert by_id == sorted(answers, key=lambda message: message["id"])
    assert all(len(ear.events(f"chatroom:{room}")) == _POSTS for ear in ears)


async def test_posts_over_both_ways_at_once_are_one_order(ana: Person, ben: Person) -> None:
    room = await ana.chatroom(ben)
    async with ana.listening() as speaker, ben.listening() as ear:
        await ear.join(room)

        async def say() -> None:
            for number in range(50):
                await speaker.ask("send_chatroom_message", chatroomId=room, content=f"socket {number}")

        async def write() -> None:
            for number in range(50):
                await ana.post(room, f"api {number}")

        _, _, events = await asyncio.gather(say(), write(), _hear(ear, 100))
    assert [event["seq"] for event in events] == list(range(1, 101))
    for way in ("socket", "api"):
        texts = [event["data"]["content"] for event in events if event["data"]["content"].startswith(way)]
        assert texts == [f"{way} {number}" for number in range(50)]


async def test_edits_at_once_are_versions_without_gap(ana: Person, ben: Person) -> None:
    room = await ana.chatroom(ben)
    message = await ana.post(room)
    async with ben.listening() as ear:
        await ear.join(room)
        edits = (ana.do("PUT", f"/messages/{message['id']}", {"content": f"text {number}"}) for number in range(30))
        answers = [answer["data"] for answer in await asyncio.gather(*edits)]
        events = [event["data"] for event in await _hear(ear, 30)]
    assert [event["version"] for event in events] == list(range(2, 32))
    assert sorted(answers, key=lambda edited: edited["version"]) == events
    assert (await ana.do("GET", f"/messages/{message['id']}"))["data"] == events[-1]


async def _hear(ear: Ear, count: int) -> list[dict[str, Any]]:
    """The next so many events of a chatroom."""
    events: list[dict[str, Any]] = []
    while len(events) < count:
        frame = await ear.next()
        if frame.get("room", "").startswith("chatroom:"):
            events.append(frame)
    return events
