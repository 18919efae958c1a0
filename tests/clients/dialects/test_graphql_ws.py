"""The GraphQL over WebSocket dialect: what frames say, whose channel they name; and a stock server."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import websockets
from hypothesis import given, settings
from hypothesis import strategies as st
from lockstep.clients.dialects.base import Frame, MalformedFrameError
from lockstep.clients.dialects.graphql_ws import SUBPROTOCOL, GraphQlWs

from tests.clients.dialects.stock import line, needs_node, stock_server

CALM = settings(database=None, deadline=None, derandomize=True, max_examples=200)
QUERY = "subscription messageAdded($room: String!) { messageAdded(room: $room) { id room text } }"


def subscription(room: str) -> dict[str, Any]:
    return {"operationName": "messageAdded", "query": QUERY, "variables": {"room": room}}


def told(operation: str, **thing: Any) -> str:
    return json.dumps({"id": operation, "type": "next", "payload": {"data": {"messageAdded": thing}}})


def only(codec: GraphQlWs, raw: str) -> Frame:
    (frame,) = codec.decode(raw)
    return frame


def subscribed() -> GraphQlWs:
    codec = GraphQlWs()
    codec.encode("subscribe", ref="a.1", data=subscription("7"))
    return codec


def test_an_event_is_read_with_all_it_says() -> None:
    raw = told("a.1", id="m1", text="hello")
    data = {"messageAdded": {"id": "m1", "text": "hello"}}
    assert only(subscribed(), raw) == Frame(
        "next", event=True, channel="messageAdded:7", entity="m1", ref="a.1", data=data, body=json.loads(raw)
    )
    assert only(GraphQlWs(), raw).channel is None
    assert only(subscribed(), '{"id":"a.1","type":"next","payload":{"errors":[]}}').entity is None


def test_a_channel_is_known_from_a_command_that_passes() -> None:
    codec = GraphQlWs()
    asked = only(codec, subscribed().encode("subscribe", ref="b", data=subscription("8")))
    assert (asked.event, asked.channel, codec.channels(asked)) == (False, "messageAdded:8", {"messageAdded:8"})
    assert only(codec, told("b", id=1)).channel == "messageAdded:8"
    assert GraphQlWs().channel_of({"query": "subscription { ticks }"}) == "next"


def test_commands_are_written_by_their_type() -> None:
    codec = GraphQlWs()
    assert (
        codec.encode("connection_init", data={"token": "t"}) == '{"type":"connection_init","payload":{"token":"t"}}'
    )
    assert codec.encode("connection_init") == '{"type":"connection_init"}'
    assert json.loads(codec.encode("subscribe", data=subscription("7")))["id"] == "1"
    assert json.loads(codec.encode("subscribe", data=subscription("8")))["id"] == "2"
    assert codec.encode("complete", data={"channel": "messageAdded:7"}) == '{"type":"complete","id":"1"}'
    assert codec.encode("complete", data={"id": "2"}) == '{"type":"complete","id":"2"}'
    with pytest.raises(LookupError, match="has the channel messageAdded:7"):
        codec.encode("complete", data={"channel": "messageAdded:7"})
    assert codec.encode("pong") == '{"type":"pong"}'


def test_answers_name_what_they_answer() -> None:
    codec = subscribed()
    codec.encode("connection_init", ref="a.2")
    assert only(codec, '{"type":"connection_ack"}').ref == "a.2"
    assert only(codec, '{"type":"connection_ack"}').ref is None
    ping = codec.encode("ping", ref="a.3", data={"n": 1})
    assert json.loads(ping)["payload"] == {"n": 1, "ref": "a.3"}
    assert only(codec, ping.replace("ping", "pong")).ref == "a.3"
    assert only(codec, '{"type":"pong","payload":{"ref":3}}').ref is None
    failed = only(codec, '{"id":"a.1","type":"error","payload":[{"message":"no"}]}')
    assert (failed.ref, failed.channel, failed.data) == ("a.1", "messageAdded:7", [{"message": "no"}])
    assert only(codec, '{"id":"a.1","type":"complete"}').ref == "a.1"


def test_rewriting_changes_the_event_and_nothing_else() -> None:
    codec = subscribed()
    codec.encode("subscribe", ref="a.9", data=subscription("8"))
    raw = told("a.1", id=4, text="hällo")
    assert json.loads(codec.rewrite(raw, entity="5", channel="messageAdded:8")) == json.loads(
        told("a.9", id=5, text="hällo")
    )
    assert json.loads(codec.rewrite(raw, data={"messageAdded": None}))["payload"]["data"] == {"messageAdded": None}


def test_what_cannot_be_rewritten_is_said() -> None:
    raw = told("a.1", id=4)
    for text, change, expected in (
        (raw, {"seq": 1}, "numbers no messages"),
        (raw, {"channel": "other"}, "an operation has"),
        ('{"type":"ping"}', {"data": 1}, "found ping"),
        (told("a.1", name="x"), {"entity": "1"}, '"id" in the result'),
    ):
        with pytest.raises(MalformedFrameError, match=expected):
            subscribed().rewrite(text, **change)
    with pytest.raises(TypeError, match="colour"):
        subscribed().rewrite(raw, colour="red")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"{}", "binary message of 2 bytes"),
        ("{", "text of 1 characters"),
        ("[]", '"type"'),
        ('{"type":"data"}', '"type"'),
        ('{"type":"next","payload":{}}', 'text in "id" of a next'),
        ('{"type":"next","id":""}', 'text in "id" of a next'),
        ('{"type":"next","id":"1"}', 'object in "payload" of a next'),
        ('{"type":"subscribe","id":"1","payload":[]}', 'object in "payload" of a subscribe'),
        ('{"type":"error","id":"1","payload":{}}', 'list in "payload"'),
    ],
)
def test_what_is_not_of_the_dialect_is_malformed(raw: str | bytes, expected: str) -> None:
    with pytest.raises(MalformedFrameError, match=expected):
        GraphQlWs().decode(raw)


def test_no_channel_stands_in_an_address() -> None:
    assert GraphQlWs().opened("/graphql?room=7") == frozenset()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(max_size=9), x, max_size=4),
    max_leaves=12,
)
TYPES = st.sampled_from(["next", "error", "complete", "subscribe", "connection_ack", "ping", "pong"])
BODIES = st.fixed_dictionaries({}, optional={"type": TYPES, "id": st.just("a.1") | JSON, "payload": JSON})


@CALM
@given(BODIES)
def test_whatever_a_peer_sends_only_one_error_is_raised(body: dict[str, Any]) -> None:
    codec = subscribed()
    with contextlib.suppress(MalformedFrameError):
        for frame in codec.decode(json.dumps(body)):
            codec.channels(frame)


# against a stock server

Act = Callable[[int], Awaitable[None]]


def on_a_stock_server(act: Act, tmp_path: Path) -> None:
    async def scenario() -> None:
        async with stock_server("graphql", tmp_path) as port:
            await act(port)

    asyncio.run(scenario())


@needs_node
@pytest.mark.process
def test_a_stock_server_is_spoken_to(tmp_path: Path) -> None:
    async def act(port: int) -> None:
        async with line(port, "/graphql", GraphQlWs(), SUBPROTOCOL) as one:
            await one.send("connection_init", ref="0")
            assert (await one.frame("connection_ack", "0")).data is None
            for ref, room in (("1", "7"), ("2", "8")):
                await one.send("subscribe", subscription(room), ref=ref)
            await one.send("ping", ref="3")
            await one.frame("pong", "3")
            saying = "mutation say($room: String!, $text: String!) { say(room: $room, text: $text) { id } }"
            for ref, room in (("4", "8"), ("5", "7")):
                variables = {"room": room, "text": "hello"}
                await one.send(
                    "subscribe", {"operationName": "say", "query": saying, "variables": variables}, ref=ref
                )
                added = await one.until(lambda frame, room=room: frame.channel == f"messageAdded:{room}")
                assert added.data["messageAdded"] == {"id": added.entity, "room": room, "text": "hello"}
            await one.send("complete", {"channel": "messageAdded:7"})
            await one.send("subscribe", {"query": "{ nothing }"}, ref="6")
            refused = await one.frame("error", "6")
            assert "nothing" in refused.data[0]["message"]

    on_a_stock_server(act, tmp_path)


@needs_node
@pytest.mark.process
def test_a_stock_server_closes_the_socket_for_what_it_rejects(tmp_path: Path) -> None:
    async def closed(port: int, *commands: tuple[str, Any]) -> int | None:
        async with line(port, "/graphql", GraphQlWs(), SUBPROTOCOL) as one:
            for kind, data in commands:
                await one.send(kind, data)
                if (kind, data) == ("connection_init", {}):
                    await one.frame("connection_ack")
            with pytest.raises(websockets.ConnectionClosed):
                await one.frame("next")
            return one.socket.close_code

    async def act(port: int) -> None:
        does_not_parse = ("subscribe", {"query": "{"})
        assert await closed(port, ("connection_init", {}), does_not_parse) == 4500
        assert await closed(port, ("connection_init", {"token": "wrong"})) == 4403
        assert await closed(port, ("subscribe", {"query": "{ rooms }"})) == 4401

    on_a_stock_server(act, tmp_path)
