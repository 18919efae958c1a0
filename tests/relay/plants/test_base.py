"""Which events a plant touches, whose turn it is, and what it tells of it."""

import time

import pytest
from lockstep.relay.plants.registry import PLANTS
from websockets.frames import Opcode

from tests.relay.rig import command, control, event, frame, heard, rig, until

pytestmark = pytest.mark.anyio

ROOM = "chatroom:7"
MANY = [event(ROOM, seq) for seq in range(1, 9)]


@pytest.mark.parametrize(
    ("options", "lost"),
    [
        ("", [2, 4, 6, 8]),
        ("every=1", [1, 2, 3, 4, 5, 6, 7, 8]),
        ("every=3", [3, 6]),
        ("every=9", []),
        ("after=5", [7]),
        ("every=1,after=6", [7, 8]),
        ("count=1", [2]),
        ("every=3,after=1,count=1", [4]),
        ("who=Ana,every=8", [8]),
        ("who=Ben,every=1", []),
        ("channel=chatroom:,every=7", [7]),
        ("channel=thread:,every=1", []),
        ("kind=chatroom_message_received,every=7", [7]),
        ("kind=chatroom_message_edited,every=1", []),
    ],
)
async def test_the_options_say_exactly_which_events_are_struck(options: str, lost: list[int]) -> None:
    arrived, report = await heard(f"drop:{options}" if options else "drop", MANY)
    assert arrived == b"".join(one for seq, one in enumerate(MANY, 1) if seq not in lost)
    assert report["effects"] == len(lost)
    assert [example["seq"] for example in report["examples"]] == lost


async def test_each_channel_is_counted_by_itself() -> None:
    sent = [event("chatroom:1", 1), event("chatroom:2", 1), event("chatroom:2", 2), event("chatroom:1", 2)]
    arrived, report = await heard("drop", sent)
    assert arrived == sent[0] + sent[1]
    assert (report["occasions"], report["effects"]) == (4, 2)


async def test_each_connection_is_counted_by_itself() -> None:
    async with rig("drop") as made:
        pairs = [await made.websocket("lockstep (Ana; laptop)"), await made.websocket("lockstep (Ben; phone)")]
        for _, server in pairs:
            await server.send(*MANY[:3])
            server.writer.write_eof()
        assert [await client.rest() for client, _ in pairs] == [MANY[0] + MANY[2]] * 2
        examples = made.plant.report()["examples"]
        assert [(one["person"], one["session"], one["connection"]) for one in examples] == [
            ("Ana", "laptop", 1),
            ("Ben", "phone", 2),
        ]


@pytest.mark.parametrize(
    ("option", "untouched"),
    [("markers=true", event(ROOM, 1, "marker")), ("ephemeral=true", event(ROOM, None, "chatroom_typing"))],
)
async def test_markers_and_ephemeral_events_are_touched_only_when_asked_for(option: str, untouched: bytes) -> None:
    arrived, report = await heard("drop:every=1", [untouched])
    assert (arrived, report["occasions"]) == (untouched, 0)
    arrived, report = await heard(f"drop:every=1,{option}", [untouched])
    assert (arrived, report["occasions"], report["effects"]) == (b"", 1, 1)


@pytest.mark.parametrize("plant", sorted(PLANTS))
async def test_what_is_no_event_passes_every_plant_bit_for_bit(plant: str) -> None:
    sent = [
        control("connection_established", connectionId=1),
        frame("not JSON"),
        frame('{"event": 3}'),
        frame("?", Opcode.PING),
        control("room_joined", room=ROOM),
        frame(b"\x00\x01", Opcode.BINARY),
        control("ack", room=ROOM, text="a text"),
        event(ROOM, 1, "marker", content="a text"),
        control("pong"),
    ]
    arrived, report = await heard(f"{plant}:every=1", sent)
    assert arrived == b"".join(sent)
    assert (report["occasions"], report["effects"], report["first_ns"], report["examples"]) == (0, 0, None, [])


@pytest.mark.parametrize("plant", sorted(PLANTS))
async def test_what_clients_send_passes_every_plant_bit_for_bit(plant: str) -> None:
    async with rig(f"{plant}:every=1") as made:
        client, server = await made.websocket()
        sent = [command("send_chatroom_message", chatroomId=7, content="hello")] * 3 + [frame("junk", mask=True)]
        await client.send(*sent)
        client.writer.write_eof()
        assert await server.rest() == b"".join(sent)


async def test_the_report_tells_when_and_what_but_no_payload() -> None:
    before = time.monotonic_ns()
    _, report = await heard("drop:every=1", [event(ROOM, 1, content="private"), event(ROOM, 2, content="private")])
    assert before < report["first_ns"] < report["last_ns"] < time.monotonic_ns()
    assert report["examples"][0] == {
        "t": report["first_ns"],
        "connection": 1,
        "person": "Ana",
        "session": "laptop",
        "channel": ROOM,
        "kind": "chatroom_message_received",
        "seq": 1,
    }
    assert report["options"]["every"] == 1
    assert "private" not in str(report)
    assert "secret" not in str(report)


async def test_at_most_ten_examples_are_kept_and_all_effects_counted() -> None:
    _, report = await heard("drop:every=1", [event(ROOM, seq) for seq in range(30)])
    assert (len(report["examples"]), report["effects"]) == (10, 30)


async def test_the_first_effect_is_told_once() -> None:
    async with rig("drop:every=1") as made:
        told: list[int] = []
        made.plant.on_first_effect = lambda: told.append(made.plant.effects)
        client, server = await made.websocket()
        await server.send(*MANY)
        server.writer.write_eof()
        await client.rest()
        assert told == [1]


async def test_a_new_connection_begins_to_count_anew() -> None:
    async with rig("drop") as made:
        for _ in range(2):
            client, server = await made.websocket()
            await server.send(MANY[0])
            await server.close()
            assert await client.rest() == MANY[0]
            await client.close()
            await until(lambda: not made.relay._pipes)
            assert not made.plant._seen
        assert made.plant.report()["effects"] == 0
