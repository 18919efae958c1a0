"""The plain JSON dialect: what frames say, what is refused, what rewriting leaves alone."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lockstep.clients.dialects.base import Frame, MalformedFrameError, Raw
from lockstep.clients.dialects.plain_json import PlainJson

CALM = settings(database=None, deadline=None, derandomize=True, max_examples=300)
CODEC = PlainJson()
EVENT = {
    "event": "chatroom_message_received",
    "room": "chatroom:7",
    "epoch": "e1",
    "seq": 12,
    "at": "2026-11-22T17:58:01.123Z",
    "cause": "w1",
    "data": {"id": 19, "version": 1, "content": "hällo", "ratio": 1.5},
    "new": [1],
}


def only(raw: Raw) -> Frame:
    frames = CODEC.decode(raw)
    assert len(frames) == 1
    return frames[0]


def test_an_event_is_read_with_all_it_says() -> None:
    frame = only(json.dumps(EVENT))
    assert frame == Frame(
        kind="chatroom_message_received",
        event=True,
        channel="chatroom:7",
        seq=12,
        epoch="e1",
        entity="19",
        data=EVENT["data"],
        body=EVENT,
    )


@pytest.mark.parametrize(
    "kind",
    [
        "connection_established",
        "authentication_success",
        "pong",
        "ack",
        "error",
        "room_joined",
        "room_left",
        "resumed",
        "anything_without_a_room",
    ],
)
def test_what_speaks_of_the_connection_is_no_event(kind: str) -> None:
    frame = only(json.dumps({"event": kind, "ref": "r1", "data": {"a": 1}}))
    assert (frame.event, frame.kind, frame.ref, frame.data, frame.channel) == (False, kind, "r1", {"a": 1}, None)


@pytest.mark.parametrize("kind", ["room_joined", "room_left"])
def test_a_room_does_not_make_an_answer_an_event(kind: str) -> None:
    frame = only(json.dumps({"event": kind, "room": "chatroom:7", "data": {}}))
    assert (frame.event, frame.channel) == (False, "chatroom:7")


@pytest.mark.parametrize("kind", ["marker", "chatroom_typing", "a_kind_of_tomorrow"])
def test_any_other_frame_with_a_room_is_an_event(kind: str) -> None:
    assert only(json.dumps({"event": kind, "room": "chatroom:7", "seq": None})).event


def test_references_are_texts_and_epochs_stay_what_they_are() -> None:
    assert only('{"event": "ack", "ref": 7}').ref == "7"
    assert only('{"event": "ack", "ref": null}').ref is None
    assert only('{"event": "x", "room": "r", "epoch": 3}').epoch == 3


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b'{"event": "ack"}', "expected JSON in a text message, found a binary message of 16 bytes"),
        ("", "expected JSON, found a text of 0 characters: Input data was truncated"),
        ("hello", "expected JSON, found a text of 5 characters"),
        ("[]", "expected a JSON object, found a list"),
        ('"x"', "expected a JSON object, found a text"),
        ("null", "expected a JSON object, found nothing"),
        ("true", "expected a JSON object, found a truth value"),
        ("{}", 'expected a text in "event", found nothing'),
        ('{"event": ""}', 'expected a text in "event", found nothing'),
        ('{"event": {}}', 'expected a text in "event", found an object'),
        ('{"event": "x", "room": 7}', 'expected a text in "room", found a number'),
        ('{"event": "x", "seq": 1.5}', 'expected a whole number in "seq", found a number'),
        ('{"event": "x", "seq": true}', 'expected a whole number in "seq", found a truth value'),
        ('{"event": "x", "seq": "1"}', 'expected a whole number in "seq", found a text'),
        ('{"event": "x", "epoch": []}', 'expected a text or a whole number in "epoch", found a list'),
        ('{"event": "x", "ref": {}}', 'expected a text or a whole number in "ref", found an object'),
        ('{"event": "x", "data": NaN}', "expected JSON"),
        ('{"event": "x", "data": 1e999}', "expected JSON"),
        ('{"event": "\ud800"}', "lone surrogates are no text"),
        ("[" * 100_000, "expected JSON"),
        ('{"event": "x", "seq": ' + "9" * 5000 + "}", "expected JSON"),
    ],
)
def test_what_is_not_of_the_dialect_is_told(raw: Raw, found: str) -> None:
    for read in (CODEC.decode, CODEC.rewrite):
        with pytest.raises(MalformedFrameError) as told:
            read(raw)
        assert found in str(told.value)


def test_what_is_told_shows_no_values() -> None:
    for raw in ('{"event": ["hunter2"]}', '{"token": "hunter2"', '"hunter2"', '{"event": "x", "seq": "hunter2"}'):
        with pytest.raises(MalformedFrameError) as told:
            CODEC.decode(raw)
        assert "hunter2" not in str(told.value)


def test_a_command_is_written_as_the_contract_says() -> None:
    assert json.loads(CODEC.encode("ping")) == {"event": "ping", "data": {}}
    written = CODEC.encode("join_chatroom", ref="r1", data={"chatroomId": 7, "text": "ä"})
    assert isinstance(written, str)
    assert json.loads(written) == {"event": "join_chatroom", "ref": "r1", "data": {"chatroomId": 7, "text": "ä"}}
    assert (only(written).event, only(written).ref) == (False, "r1")


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"seq": 13}, "seq", 13),
        ({"seq": None}, "seq", None),
        ({"epoch": "e9"}, "epoch", "e9"),
        ({"channel": "thread:1"}, "room", "thread:1"),
        ({"data": {"id": 1}}, "data", {"id": 1}),
        ({"entity": "20"}, "data", {**EVENT["data"], "id": 20}),
        ({"entity": "abc"}, "data", {**EVENT["data"], "id": "abc"}),
        ({"data": {"id": "x"}, "entity": "20"}, "data", {"id": "20"}),
    ],
)
def test_rewriting_changes_what_it_is_told_and_nothing_else(change: dict[str, Any], field: str, value: Any) -> None:
    written = json.loads(CODEC.rewrite(json.dumps(EVENT), **change))
    assert written == {**EVENT, field: value}
    assert list(written) == list(EVENT)


def test_rewriting_nothing_keeps_every_value() -> None:
    assert json.loads(CODEC.rewrite(json.dumps(EVENT))) == EVENT


@pytest.mark.parametrize(
    ("raw", "change", "found"),
    [
        ('{"event": "ack", "data": {}}', {"data": {}}, "found the control frame 'ack'"),
        ('{"event": "x", "room": "r", "data": {}}', {"entity": "1"}, 'expected an "id" in "data" to change'),
        ('{"event": "x", "room": "r", "data": []}', {"entity": "1"}, 'expected an "id" in "data" to change'),
    ],
)
def test_what_cannot_be_rewritten_is_told(raw: str, change: dict[str, Any], found: str) -> None:
    with pytest.raises(MalformedFrameError) as told:
        CODEC.rewrite(raw, **change)
    assert found in str(told.value)


def test_rewriting_what_there_is_not_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="rewrite changes channel, data, entity, epoch, seq; not version"):
        CODEC.rewrite(json.dumps(EVENT), version=3)


@pytest.mark.parametrize(
    ("body", "channels"),
    [
        ({"event": "said", "room": "chatroom:7", "data": {"threadId": 3, "text": "thread:9"}}, {"chatroom:7"}),
        ({"event": "room_joined", "data": {"room": "chatroom:7"}}, {"chatroom:7"}),
        ({"event": "room_joined", "room": "chatroom:7"}, {"chatroom:7"}),
        ({"event": "resumed", "data": {"rooms": {"user:1": {}, "chatroom:7": {}}}}, {"user:1", "chatroom:7"}),
        ({"event": "mark", "data": {"rooms": ["company:1", "chatroom:7"]}}, {"company:1", "chatroom:7"}),
        ({"event": "authentication_success", "data": {"userId": 4, "companyId": 1}}, {"user:4", "company:1"}),
        ({"event": "x", "data": {"user": {"id": "u4", "companyId": "c1"}}}, {"user:u4", "company:c1"}),
        ({"event": "join_chatroom", "data": {"chatroomId": "7"}}, {"chatroom:7"}),
        ({"event": "join_upload_session", "data": {"uploadSessionId": 5}}, {"upload:5"}),
        ({"event": "join_thread", "data": {"id": 5}}, {"thread:5"}),
        ({"event": "join_chatroom", "data": {"roomId": "7"}}, {"chatroom:7"}),
        ({"event": "pong", "data": {"id": 5, "content": "see http://x and chatroom:"}}, set()),
        ({"event": "ack", "data": {"userId": True, "companyId": None}}, set()),
    ],
)
def test_the_channels_a_connection_is_concerned_with(body: dict[str, Any], channels: set[str]) -> None:
    assert CODEC.channels(only(json.dumps(body))) == channels


def test_channels_are_found_however_deep() -> None:
    deep = '{"event": "x", "data": ' + "[" * 400 + '"chatroom:7"' + "]" * 400 + "}"
    assert CODEC.channels(only(deep)) == {"chatroom:7"}


def every_use(raw: Raw) -> None:
    """Use the codec in all ways on one message; only MalformedFrameError may be raised."""
    with contextlib.suppress(MalformedFrameError):
        for frame in CODEC.decode(raw):
            CODEC.channels(frame)
        again = CODEC.decode(CODEC.rewrite(raw, seq=5, channel="chatroom:1", data={"id": 1}, entity="2"))[0]
        assert (again.seq, again.channel, again.entity) == (5, "chatroom:1", "2")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from(["event", "room", "seq", "epoch", "ref", "data", "at", "id", "userId"])


@CALM
@given(st.text() | st.binary() | st.text(alphabet='{}[]":,eventrom 0123456789\\u-\ud800'))
def test_nothing_else_is_raised_whatever_arrives(raw: Raw) -> None:
    every_use(raw)


@CALM
@given(st.dictionaries(FIELDS, JSON | st.sampled_from(["chatroom:7", "ack", 1, 10**25])))
def test_nothing_else_is_raised_for_what_nearly_is_of_the_dialect(body: dict[str, Any]) -> None:
    every_use(json.dumps(body))


@CALM
@given(st.integers(0, 1200), st.sampled_from(["[]", '{"a":}']), st.booleans())
def test_nothing_else_is_raised_however_deep_it_is(depth: int, around: str, room: bool) -> None:
    opening, closing = around[:-1], around[-1]
    head = '{"event": "x", "room": "chatroom:7", "data": ' if room else '{"event": "x", "data": '
    every_use(head + opening * depth + "1" + closing * depth + "}")


@CALM
@given(
    st.dictionaries(st.sampled_from(["id", "content", "deep"]), JSON),
    st.integers(),
)
def test_rewriting_one_field_keeps_the_values_of_all_others(data: dict[str, Any], seq: int) -> None:
    try:
        raw = json.dumps({**EVENT, "data": data}, allow_nan=False)
        CODEC.decode(raw)
    except (ValueError, MalformedFrameError):
        return
    assert json.loads(CODEC.rewrite(raw, seq=seq)) == {**json.loads(raw), "seq": seq}
