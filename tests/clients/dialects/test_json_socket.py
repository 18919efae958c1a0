"""Frames of JSON are read as they are described, and whatever else comes is malformed."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from lockstep.clients.dialects.base import MalformedFrameError
from lockstep.clients.dialects.json_socket import JsonSocket, JsonSocketCodec

DESCRIBED = JsonSocket(
    items="events",
    channel="topic",
    seq="n",
    epoch="since",
    events=frozenset({"order.changed"}),
    command={"type": "{kind}", "topic": "{channel}", "ref": "{ref}"},
    acknowledgements={"watching": "watch"},
    ok="ok",
)
EVENT: dict[str, Any] = {
    "type": "order.changed", "topic": "order/7", "n": 3, "since": "a", "data": {"id": 7, "note": "x"}
}  # fmt: skip


def codec(**changes: Any) -> JsonSocketCodec:
    return JsonSocketCodec(replace(DESCRIBED, **changes))


def written(body: Any) -> str:
    return msgspec.json.encode(body).decode()


def test_each_event_of_a_frame_is_read() -> None:
    first, second = codec().decode(written({"events": [EVENT, {**EVENT, "n": 4}]}))
    assert (first.kind, first.event, first.channel, first.seq, first.epoch) == (
        "order.changed",
        True,
        "order/7",
        3,
        "a",
    )
    assert (first.entity, first.data, first.body) == ("7", EVENT["data"], EVENT)
    assert second.seq == 4


def test_a_frame_may_be_one_event() -> None:
    (frame,) = codec().decode(written(EVENT))
    assert frame.event
    assert codec().channels(frame) == {"order/7"}
    assert codec().opened("/socket") == frozenset()


def test_other_kinds_are_control_frames() -> None:
    (frame,) = codec().decode(written({"type": "order.painted", "ref": 5}))
    assert (frame.event, frame.ref, frame.channel, frame.answers) == (False, "5", None, None)
    assert codec().channels(frame) == frozenset()


def test_a_command_is_written_as_described_and_its_answer_found() -> None:
    own = codec()
    assert msgspec.json.decode(own.encode("watch", ref="1", data={"channel": "order/7"})) == {
        "type": "watch",
        "topic": "order/7",
        "ref": "1",
    }
    (frame,) = own.decode(written({"type": "done", "ref": "1"}))
    assert (frame.ref, frame.answers, frame.channel) == ("1", "watch", "order/7")


def test_parts_of_a_command_without_a_value_are_left_out() -> None:
    assert msgspec.json.decode(codec().encode("pong")) == {"type": "pong"}


def test_answers_without_a_reference_belong_to_the_oldest_command_of_their_channel() -> None:
    own = codec()
    for ref, channel in (("1", "a"), ("2", "b"), ("3", "a")):
        own.encode("watch", ref=ref, data={"channel": channel})
    found = [own.decode(written({"type": "watching", "topic": topic}))[0].ref for topic in ("b", "a", "a", "a")]
    assert found == ["2", "1", "3", None]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"type": "error", "message": "no"}, "no"),
        ({"type": "error"}, "error"),
        ({"type": "watching", "ok": False, "message": "full"}, "full"),
        ({"type": "watching", "ok": True}, None),
        ({"type": "watching"}, None),
    ],
)
def test_an_answer_rejects_by_its_kind_or_its_flag(body: dict[str, Any], reason: str | None) -> None:
    (frame,) = codec().decode(written(body))
    assert DESCRIBED.refusal(frame) == reason


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{}", "expected JSON in a text message"),
        ("{", "expected JSON, found a text of 1 characters"),
        ("[1]", 'expected a text at "type"'),
        ('{"type": 5}', 'expected a text at "type"'),
        (written({**EVENT, "topic": 5}), 'expected a text at "topic", found something else'),
        (written({**EVENT, "n": True}), 'expected a whole number at "n", found something else'),
        (written({"type": "order.changed"}), 'expected the content of the event at "data"'),
        (written({"events": [5]}), 'expected a text at "type"'),
        ('"\\ud800"', "expected JSON"),
        ("[" * 100_000, "expected JSON"),
    ],
)
def test_what_is_not_described_is_malformed(raw: str | bytes, reason: str) -> None:
    with pytest.raises(MalformedFrameError, match=reason):
        codec().decode(raw)


def test_the_first_event_is_rewritten_and_keeps_the_type_of_its_id() -> None:
    changed = codec().rewrite(
        written({"events": [EVENT, EVENT]}), seq=9, channel="order/8", epoch="b", entity="8", data={"id": 7}
    )
    first, second = msgspec.json.decode(changed)["events"]
    assert first == {"type": "order.changed", "topic": "order/8", "n": 9, "since": "b", "data": {"id": 8}}
    assert second == EVENT


def test_what_is_no_event_or_lacks_the_part_is_not_rewritten() -> None:
    with pytest.raises(MalformedFrameError, match="found a control frame"):
        codec().rewrite(written({"type": "hello"}), seq=1)
    with pytest.raises(MalformedFrameError, match="the event carries no seq"):
        codec().rewrite(written({"type": "order.changed", "data": {}}), seq=1)


def test_a_dialect_without_numbers_says_so() -> None:
    assert codec().numbered
    assert not JsonSocketCodec(JsonSocket()).numbered
