"""Alter: one text of the payload is another, and nothing else is."""

import json
from typing import Any

import pytest

from tests.relay.rig import event, heard, rig

pytestmark = pytest.mark.anyio

ROOM = "chatroom:7"


def body_of(wire: bytes) -> Any:
    return json.loads(wire[4:] if wire[1] == 126 else wire[2:])


@pytest.mark.parametrize(
    ("data", "changed", "field"),
    [
        ({"content": "hello", "name": "n"}, {"content": "hell#", "name": "n"}, "content"),
        ({"name": "n", "text": "#"}, {"name": "n", "text": "*"}, "text"),
        ({"name": "Zoë"}, {"name": "Zo#"}, "name"),
        ({"sender": {"name": "Ana"}, "room": {"at": [{"title": "t"}]}}, None, "room.at.0.title"),
        (
            {"reply": {"content": "deep"}, "content": "flat"},
            {"reply": {"content": "deep"}, "content": "fla#"},
            "content",
        ),
        ({"content": "", "name": "n"}, {"content": "", "name": "#"}, "name"),
        ({"content": ["x"], "name": "n"}, {"content": ["x"], "name": "#"}, "name"),
    ],
)
async def test_the_text_that_people_wrote_is_changed(
    data: dict[str, Any], changed: dict[str, Any] | None, field: str
) -> None:
    sent = event(ROOM, 5, **data, version=3, createdAt="2026", roomId=ROOM, status="online")
    arrived, report = await heard("alter:every=1", [sent])
    expected, got = body_of(sent), body_of(arrived)
    if changed is None:
        changed = {"sender": {"name": "Ana"}, "room": {"at": [{"title": "#"}]}}
    expected["data"].update(changed)
    assert got == expected
    assert list(got) == list(expected)
    assert report["examples"][0]["field"] == field
    assert "hello" not in str(report)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"version": 2, "deletedAt": "2026", "userId": "u", "status": "online", "role": "OWNER", "cause": "c"},
        {"content": None, "name": 5, "text": ""},
        {"a": {"b": {"c": {"d": {"content": "too deep"}}}}},
    ],
)
async def test_an_event_without_such_a_text_is_no_occasion(data: dict[str, Any]) -> None:
    sent = event(ROOM, 5, **data)
    arrived, report = await heard("alter:every=1", [sent])
    assert (arrived, report["occasions"], report["effects"]) == (sent, 0, 0)


async def test_only_those_with_a_text_are_counted_and_the_others_keep_every_bit() -> None:
    sent = [event(ROOM, 1, content="a"), event(ROOM, 2), event(ROOM, 3, content="c"), event(ROOM, 4, content="d")]
    arrived, report = await heard("alter", sent)
    assert arrived.startswith(sent[0] + sent[1])
    assert arrived.endswith(sent[3])
    assert body_of(arrived[len(sent[0] + sent[1]) : -len(sent[3])])["data"]["content"] == "#"
    assert (report["occasions"], report["effects"]) == (3, 1)


@pytest.mark.parametrize(
    ("data", "changed"),
    [
        ({"d": {"words": "hello"}, "content": "fixed"}, {"d": {"words": "hell#"}, "content": "fixed"}),
        ({"note": "hello", "content": "fixed"}, {"note": "hell#", "content": "fixed"}),
    ],
)
async def test_texts_stand_where_the_codec_declares_them(data: dict[str, Any], changed: dict[str, Any]) -> None:
    async with rig("alter:every=1") as made:
        made.plant.texts = ("d.words", "note")
        client, server = await made.websocket()
        sent = event(ROOM, 5, **data)
        await server.send(sent)
        server.writer.write_eof()
        assert body_of(await client.rest())["data"] == {"id": 5, **changed}


async def test_without_a_text_it_says_why() -> None:
    sent = event(ROOM, 5, words="hello")
    arrived, report = await heard("alter:every=1", [sent])
    assert arrived == sent
    (why,) = report["why"]
    assert why.startswith("the event has no text in content, text, ")
    assert why.endswith("declare in the codec where texts stand (texts) (1 times)")
