"""The Socket.IO dialect: what frames say, offsets, namespaces, what rewriting leaves alone; and a stock server."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lockstep.clients.dialects import socketio
from lockstep.clients.dialects.base import Frame, MalformedFrameError, Raw
from lockstep.clients.dialects.socketio import PATH, SocketIo, SocketIoBody

from tests.clients.dialects.stock import Line, line, needs_node, stock_server

CALM = settings(database=None, deadline=None, derandomize=True, max_examples=200)
CREATED = '42["created",{"id":7,"room":"chatroom:7","text":"hällo"}]'


class Rooms(SocketIo):
    """A dialect that names rooms."""

    channel_in: ClassVar[tuple[str | int, ...]] = ("room",)


def only(codec: SocketIo, raw: Raw) -> Frame:
    (frame,) = codec.decode(raw)
    return frame


def recovering() -> SocketIo:
    codec = SocketIo()
    codec.decode('40{"sid":"s1","pid":"p1"}')
    return codec


def test_an_event_is_read_with_all_it_says() -> None:
    data = {"id": 7, "room": "chatroom:7", "text": "hällo"}
    assert only(Rooms(), CREATED) == Frame(
        "created", event=True, channel="chatroom:7", entity="7", data=data, body=SocketIoBody(arguments=(data,))
    )
    assert only(SocketIo(), CREATED).channel == "/"
    assert only(SocketIo(), '42["several",1,"b"]').data == [1, "b"]
    assert only(SocketIo(), '42["none"]').data == []


def test_what_concerns_the_connection_is_no_event() -> None:
    kinds = {
        '0{"sid":"s","pingInterval":25000}': "open",
        "1": "close",
        "2": "ping",
        "3probe": "pong",
        "5": "upgrade",
        "6": "noop",
        '40{"sid":"s"}': "connect",
        '44{"message":"no"}': "connect_error",
        "41": "disconnect",
        "430[null]": "ack",
    }
    for raw, kind in kinds.items():
        frame = only(SocketIo(), raw)
        assert (frame.kind, frame.event) == (kind, False)


def test_commands_are_found_by_their_answer() -> None:
    codec = SocketIo()
    assert (
        codec.encode("create", ref="a.1", data=["messages", {"text": "x"}]) == '420["create","messages",{"text":"x"}]'
    )
    assert codec.encode("/admin,create", ref="a.2", data=5) == '42/admin,1["create",5]'
    assert codec.encode("typing") == '42["typing"]'
    assert only(codec, '43/admin,1[null,{"id":1}]').ref == "a.2"
    assert only(codec, "430[null]").ref == "a.1"
    assert only(codec, "430[null]").ref == "0"


def test_connecting_is_answered_too() -> None:
    codec = SocketIo()
    assert codec.encode("connect", ref="a.1", data={"token": "t"}) == '40{"token":"t"}'
    assert codec.encode("/admin,connect", ref="a.2") == "40/admin,"
    assert only(codec, '40/admin,{"sid":"s"}').ref == "a.2"
    assert only(codec, '44{"message":"no"}').ref == "a.1"
    assert codec.encode("disconnect") == "41"
    assert (codec.encode("ping"), codec.encode("pong")) == ("2", "3")


def test_a_servers_question_is_answered() -> None:
    question = only(SocketIo(), '424["asked","why"]')
    assert (question.event, question.ref, question.body.id) == (True, "4", 4)
    assert SocketIo().encode("ack", data={"id": 4, "arguments": [None, "because"]}) == '434[null,"because"]'


def test_an_offset_is_taken_off_where_a_session_can_be_recovered() -> None:
    event = '42["created",{"id":7},"OfFs-_1"]'
    frame = only(recovering(), event)
    assert (frame.data, frame.body.offset, frame.body.pid) == ({"id": 7}, "OfFs-_1", "p1")
    assert frame.body.arguments == ({"id": 7},)
    assert only(SocketIo(), event).data == [{"id": 7}, "OfFs-_1"]
    assert only(recovering(), '42/other,["created",1,"OfFs-_1"]').data == [1, "OfFs-_1"]


@pytest.mark.parametrize(
    "event", ['421["asked",1,"OfFs-_1"]', '42["said",1,"two words"]', '42["said",1,7]', '42["x"]']
)
def test_what_is_no_offset_stays(event: str) -> None:
    frame = only(recovering(), event)
    assert frame.body.offset == ""
    assert len(frame.body.arguments) == len(json.loads(event.lstrip("0123456789"))) - 1


def test_missed_events_come_before_the_answer_that_claims_them() -> None:
    codec = SocketIo()
    codec.encode("connect", ref="r", data={"pid": "p1", "offset": "OfFs-_1"})
    missed = only(codec, '42["created",{"id":8},"OfFs-_2"]')
    assert (missed.data, missed.body.offset, missed.body.pid) == ({"id": 8}, "OfFs-_2", "p1")
    claimed = only(codec, '40{"sid":"s1","pid":"p1"}')
    assert (claimed.ref, claimed.body.recovered) == ("r", True)
    codec.encode("connect", data={"pid": "p1", "offset": "OfFs-_2"})
    assert not only(codec, '40{"sid":"s2","pid":"p2"}').body.recovered
    assert not only(recovering(), '40{"sid":"s1","pid":"p1"}').body.recovered


def test_a_client_that_recovers_is_read_as_such() -> None:
    codec = SocketIo()
    assert only(codec, '40{"pid":"p1","offset":"OfFs-_1"}').ref is None
    assert only(codec, '42["created",1,"OfFs-_2"]').body.offset == "OfFs-_2"
    assert only(codec, '40{"sid":"s1","pid":"p1"}').body.recovered


def test_attachments_complete_a_packet() -> None:
    codec = SocketIo()
    head = '452-["packed",{"_placeholder":true,"num":1},{"a":{"_placeholder":true,"num":0}}]'
    assert (only(codec, head).kind, only(codec, b"\0").kind) == ("part", "part")
    frame = only(codec, b"\1")
    assert (frame.kind, frame.data, frame.whole) == ("packed", [b"\1", {"a": b"\0"}], False)
    assert only(codec, CREATED).whole
    assert only(codec, '450-["packed",1]').data == 1
    codec.decode('461-/admin,3[{"_placeholder":true,"num":0}]')
    assert only(codec, "bAAE=").data == [b"\0\1"]
    assert SocketIo().encode_parts("pack", data=[1, b"\1"]) == ['451-["pack",1,{"_placeholder":true,"num":0}]', b"\1"]
    with pytest.raises(MalformedFrameError, match="send its parts"):
        SocketIo().encode("pack", data=b"\1")


def test_rewriting_changes_the_event_and_nothing_else() -> None:
    changed = Rooms().rewrite(CREATED, channel="chatroom:8", entity="9")
    assert changed == '42["created",{"id":9,"room":"chatroom:8","text":"hällo"}]'
    assert SocketIo().rewrite('42/a,3["x",1,2]', channel="/b", data=[4, 5]) == '42/b,3["x",4,5]'
    assert recovering().rewrite('42["x",{"id":"a"},"OfFs-_1"]', data={"id": "b"}) == '42["x",{"id":"b"},"OfFs-_1"]'
    assert SocketIo().rewrite('42["x"]', channel="/b") == '42/b,["x"]'


def test_what_cannot_be_rewritten_is_said() -> None:
    for raw, change, expected in (
        (CREATED, {"seq": 1}, "numbers no messages"),
        ("41", {"data": 1}, "expected an event in one message"),
        ('451-["x",{"_placeholder":true,"num":0}]', {"data": 1}, "found part"),
        (b"\0", {"data": 1}, "found none"),
        ('42["x",{"id":[]}]', {"entity": "1"}, 'at "id"'),
    ):
        with pytest.raises(MalformedFrameError, match=expected):
            SocketIo().rewrite(raw, **change)
    with pytest.raises(TypeError, match="colour"):
        SocketIo().rewrite(CREATED, colour="red")
    with pytest.raises(MalformedFrameError, match="written as JSON"):
        SocketIo().encode("x", data=object())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", "digit from 0 to 6"),
        ("7", "digit from 0 to 6"),
        ("٣", "digit from 0 to 6"),
        ("bA", "base64"),
        ("4", "packet of Socket.IO"),
        ('4{"a":1}', "packet of Socket.IO"),
        ("47[]", "packet of Socket.IO"),
        ('42["x",NaN]', "packet of Socket.IO"),
        ("42[" + "[" * 9999, "packet of Socket.IO"),
        ('421-["x"]', "no attachments of a packet event"),
        ("42", "begins with a name"),
        ("42[]", "begins with a name"),
        ("42[true]", "begins with a name"),
        ("43[1]", "an id and an array"),
        ("431", "an id and an array"),
        ("40[]", "object in a packet connect"),
        (b"\0", "packet before its attachment"),
    ],
)
def test_what_is_not_of_the_dialect_is_malformed(raw: Raw, expected: str) -> None:
    with pytest.raises(MalformedFrameError, match=expected):
        SocketIo().decode(raw)


def test_a_packet_whose_attachments_do_not_come_is_told_once() -> None:
    codec = SocketIo()
    codec.decode('451-["x",{"_placeholder":true,"num":0}]')
    assert only(codec, "2").kind == "ping"
    with pytest.raises(MalformedFrameError, match="expected an attachment"):
        codec.decode(CREATED)
    assert only(codec, CREATED).kind == "created"
    codec.decode('451-["x",{"_placeholder":true,"num":3}]')
    with pytest.raises(MalformedFrameError, match="placeholder"):
        codec.decode(b"\0")
    assert only(codec, CREATED).kind == "created"


def test_a_connection_is_concerned_with_what_its_frames_name() -> None:
    def named(codec: SocketIo, raw: str) -> set[str]:
        return set(codec.channels(only(codec, raw)))

    assert named(SocketIo(), '42/admin,["x"]') == {"/admin"}
    assert named(SocketIo(), '40{"sid":"s"}') == {"/"}
    assert named(SocketIo(), '42["ping"]') == {"/"}
    assert named(SocketIo(), "2") == set()
    assert named(Rooms(), CREATED) == {"chatroom:7"}
    assert named(Rooms(), '421["create","seats",{"room":"a"}]') == {"a"}
    assert named(Rooms(), '431[null,{"room":"a"}]') == {"a"}
    assert named(Rooms(), '40{"sid":"s"}') == {"/"}
    assert named(Rooms(), '42["created",{"id":7}]') == {"/"}
    assert named(Rooms(), "2") == set()
    assert SocketIo().opened(PATH) == frozenset()


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socketio, "missing", lambda extra, what: f"{what} needs {extra}")
    with pytest.raises(ModuleNotFoundError, match="the dialect socketio needs socketio"):
        SocketIo()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(max_size=9), x, max_size=4),
    max_leaves=12,
)
HEADS = st.sampled_from(
    ["42", "4213", "40", "43", "430", "44", "41", "451-", "450-", "461-", "42/a,", "0", "2", "4", "b"]
)


@CALM
@given(st.lists(st.tuples(HEADS, JSON) | st.binary(max_size=3), max_size=4))
def test_whatever_a_peer_sends_only_one_error_is_raised(messages: list[Any]) -> None:
    codec = Rooms()
    for one in messages:
        with contextlib.suppress(MalformedFrameError):
            for frame in codec.decode(one if isinstance(one, bytes) else one[0] + json.dumps(one[1])):
                codec.channels(frame)


# against a stock server

Act = Callable[[int], Awaitable[None]]


def on_a_stock_server(act: Act, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with stock_server("socketio", tmp_path) as port:
            await act(port)

    asyncio.run(scenario())


async def connected(one: Line, ref: str = "c") -> Frame:
    await one.send("connect", ref=ref)
    return await one.frame("connect", ref)


@needs_node
@pytest.mark.process
def test_a_stock_server_is_spoken_to(tmp_path: Path) -> None:
    async def act(port: int) -> None:
        async with line(port, PATH, Rooms()) as one:
            assert (await connected(one)).body.pid
            await one.send("join", "chatroom:7", ref="1")
            assert (await one.frame("ack", "1")).data == [{"joined": "chatroom:7"}]
            await one.send("say", ["chatroom:7", {"id": 3}], ref="2")
            said = await one.frame("said")
            assert (said.channel, said.entity, said.data) == ("chatroom:7", "3", {"room": "chatroom:7", "id": 3})
            assert said.body.offset
            assert (await one.frame("ack", "2")).data == [{"told": True}]
            await one.send("spread", ["a", 2, None])
            assert (await one.frame("spread")).data == ["a", 2, None]
            await one.send("ask", "why")
            asked = await one.frame("asked")
            await one.send("ack", {"id": asked.body.id, "arguments": ["because"]})
            assert (await one.frame("answered")).data == {"answer": "because", "more": 0}
            for part in one.codec.encode_parts("pack", data=[1, {"a": b"\0\1"}, b""]):  # type: ignore[attr-defined]
                await one.socket.send(part)
            packed = await one.frame("packed")
            assert (packed.data, packed.whole) == ([1, {"a": b"\0\1"}, b""], False)
            assert packed.body.offset
            await one.send("pong")
            await one.frame("ping")
            await one.send("leave")
            await one.frame("disconnect")

    on_a_stock_server(act, tmp_path)


@needs_node
@pytest.mark.process
def test_a_stock_server_lets_into_a_namespace_or_not(tmp_path: Path) -> None:
    async def act(port: int) -> None:
        async with line(port, PATH, SocketIo()) as one:
            await one.send("/admin,connect", {"token": "wrong"}, ref="1")
            refused = await one.frame("connect_error", "1")
            assert (refused.data, refused.body.namespace) == ({"message": "no"}, "/admin")
            await one.send("/admin,connect", {"token": "right"}, ref="2")
            assert (await one.frame("connect", "2")).data["sid"]
            await one.send("/admin,ping me", ref="3")
            pinged = await one.frame("pinged")
            assert (pinged.channel, pinged.data) == ("/admin", 1)
            assert (await one.frame("ack", "3")).data == [True]

    on_a_stock_server(act, tmp_path)


@needs_node
@pytest.mark.process
def test_a_stock_server_recovers_what_was_missed(tmp_path: Path) -> None:
    async def act(port: int) -> None:
        async with line(port, PATH, Rooms()) as ana, line(port, PATH, Rooms()) as ben:
            for one in (ana, ben):
                await connected(one)
                await one.send("join", "a", ref="j")
                await one.frame("ack", "j")
            await ana.send("say", ["a", {"id": 0}], ref="0")
            last = (await ben.frame("said")).body
            ben.socket.transport.abort()
            await ben.socket.wait_closed()
            for n in (1, 2, 3):
                await ana.send("say", ["a", {"id": n}], ref=str(n))
                await ana.frame("ack", str(n))
            async with line(port, PATH, Rooms()) as again:
                await again.send("connect", {"pid": last.pid, "offset": last.offset}, ref="r")
                claimed = await again.frame("connect", "r")
                assert claimed.body.recovered
                kinds = [(frame.kind, frame.entity) for frame in again.frames]
                assert kinds == [("open", None), ("said", "1"), ("said", "2"), ("said", "3"), ("connect", None)]
                await again.send("disconnect")
                await again.socket.wait_closed()
                assert again.socket.close_code == 1005
            async with line(port, PATH, Rooms()) as stale:  # the connection that was dropped is recovered once more
                await stale.send("connect", {"pid": last.pid, "offset": last.offset}, ref="r")
                assert (await stale.frame("connect", "r")).body.recovered
                assert len([frame for frame in stale.frames if frame.event]) == 3
            async with line(port, PATH, Rooms()) as strange:
                await strange.send("connect", {"pid": last.pid, "offset": "nonsense"}, ref="r")
                assert not (await strange.frame("connect", "r")).body.recovered

    on_a_stock_server(act, tmp_path)


@needs_node
@pytest.mark.process
def test_a_stock_servers_volatile_events_carry_no_offset(tmp_path: Path) -> None:
    async def act(port: int) -> None:
        async with line(port, PATH, Rooms()) as one:
            await connected(one)
            await one.send("whisper", "hello you")
            whispered = await one.frame("whispered")
            assert whispered.data == "hello you"
            assert (whispered.body.offset, whispered.body.arguments) == ("words", ("hello you",))

    on_a_stock_server(act, tmp_path)
