"""The STOMP codec: frames in and out, escapes, lengths, heart-beats, what it remembers, and rewriting."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lockstep.clients.dialects.base import Frame, MalformedFrameError
from lockstep.clients.dialects.stomp import ACK, CONNECT, SUBSCRIBE, Stomp, StompCodec

TOPIC = "/topic/chatroom.7"
HEADERS = {"destination": TOPIC, "message-id": "T@@s1@@1", "amqp-message-id": "m0", "ack": "T@@s1@@1"}


def raw(command: str, headers: dict[str, str] | None = None, text: str = "") -> str:
    """A frame as RabbitMQ writes it."""
    lines = [f"{name}:{value}" for name, value in (headers or {}).items()]
    return "\n".join([command, *lines, "", f"{text}\0\n"])


def frame(command: str, headers: dict[str, str] | None = None, text: str = "") -> Frame:
    return StompCodec().decode(raw(command, headers, text))[0]


def test_a_message_is_the_event_and_carries_what_was_published() -> None:
    found = frame("MESSAGE", {**HEADERS, "content-length": "8"}, '{"n": 0}')
    assert found == Frame(
        "message",
        event=True,
        channel=TOPIC,
        entity="m0",
        data={"n": 0},
        body=Stomp("MESSAGE", {**HEADERS, "content-length": "8"}, '{"n": 0}'),
    )
    assert frame("MESSAGE", HEADERS, "hello").data == "hello"


def test_a_receipt_is_joined_with_what_it_answers_once() -> None:
    codec = StompCodec()
    sent = codec.encode(SUBSCRIBE, ref="1", data={"id": TOPIC, "destination": "/amq/queue/q1"})
    assert sent == f"SUBSCRIBE\nid:{TOPIC}\ndestination:/amq/queue/q1\nreceipt:1\n\n\0"
    (receipt,) = codec.decode(raw("RECEIPT", {"receipt-id": "1"}))
    assert (receipt.kind, receipt.event, receipt.ref) == ("RECEIPT", False, "1")
    assert receipt.body.asked.headers["destination"] == "/amq/queue/q1"
    assert codec.channels(receipt) == {TOPIC, "/amq/queue/q1"}
    assert codec.decode(raw("RECEIPT", {"receipt-id": "1"}))[0].body.asked is None


def test_who_only_looks_on_knows_as_much_as_who_sends() -> None:
    codec = StompCodec()
    (asked,) = codec.decode(StompCodec().encode(SUBSCRIBE, ref="1", data={"id": TOPIC, "destination": TOPIC}))
    assert (asked.kind, asked.ref, codec.channels(asked)) == ("SUBSCRIBE", "1", {TOPIC})
    (receipt,) = codec.decode(raw("RECEIPT", {"receipt-id": "1"}))
    assert codec.channels(receipt) == {TOPIC}
    assert codec.channels(codec.decode(raw("UNSUBSCRIBE", {"id": TOPIC}))[0]) == {TOPIC}
    assert codec.channels(codec.decode(raw("MESSAGE", HEADERS))[0]) == {TOPIC}
    assert codec.channels(codec.decode(raw("ACK", {"id": "T@@s1@@1"}))[0]) == frozenset()
    assert codec.opened("/ws") == frozenset()


def test_the_session_that_was_named_goes_with_each_frame() -> None:
    codec = StompCodec()
    codec.decode(raw("CONNECTED", {"session": "s1", "version": "1.2"}))
    assert codec.decode(raw("MESSAGE", HEADERS))[0].body.session == "s1"
    assert StompCodec().decode(raw("MESSAGE", HEADERS))[0].body.session == ""


def test_several_commands_go_in_one_message_and_the_last_asks_for_the_receipt() -> None:
    given_two = [{"id": "/a", "destination": "/x"}, {"id": "/b", "destination": "/y"}]
    sent = StompCodec().encode(SUBSCRIBE, ref="1", data=given_two)
    assert [one.ref for one in StompCodec().decode(sent)] == [None, "1"]
    assert given_two[1] == {"id": "/b", "destination": "/y"}


def test_headers_are_escaped_but_those_of_connecting() -> None:
    sent = StompCodec().encode(ACK, data={"id": "a:b\\c\nd\r"})
    assert sent == "ACK\nid:a\\cb\\\\c\\nd\\r\n\n\0"
    assert StompCodec().decode(sent)[0].body.headers == {"id": "a:b\\c\nd\r"}
    assert StompCodec().encode(CONNECT, data={"host": "a:b"}) == "CONNECT\nhost:a:b\n\n\0"
    assert frame("CONNECTED", {"server": "x\\t:y"}).body.headers == {"server": "x\\t:y"}


@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=3), st.text())
def test_whatever_is_written_is_read_again(headers: dict[str, str], text: str) -> None:
    body = {key: value for key, value in headers.items() if key not in {"content-length", "receipt", "id"}}
    length = {"content-length": str(len(text.encode()))}
    sent = StompCodec().encode("SEND", data=body | length).removesuffix("\0") + text + "\0"
    assert StompCodec().decode(sent)[0].body == Stomp("SEND", body | length, text)


def test_the_length_counts_bytes_and_may_span_a_nul() -> None:
    assert frame("MESSAGE", {**HEADERS, "content-length": "5"}, "ä\0ö").data == "ä\0ö"


def test_line_ends_are_heart_beats_between_and_alone() -> None:
    assert [one.kind for one in StompCodec().decode("\n")] == ["heart-beat"]
    assert StompCodec().decode("\n" + raw("RECEIPT", {"receipt-id": "1"}) + "\r\n")[0].ref == "1"
    assert not StompCodec().channels(StompCodec().decode("\n")[0])


def test_carriage_returns_end_lines_too_bytes_are_read_and_the_first_of_a_header_counts() -> None:
    found = StompCodec().decode(b"ERROR\r\nmessage:one\r\nmessage:two\r\nreceipt-id:4\r\n\r\nwhy\0")[0]
    assert (found.kind, found.ref, found.body.headers["message"], found.body.text) == ("ERROR", "4", "one", "why")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("hello", "an empty line after the headers"),
        ("HELLO\n\n\0", "a command of STOMP"),
        ("ACK\nid\n\n\0", "a colon in each header"),
        ("ACK\nid:\\t\n\n\0", "a backslash"),
        ("ACK\nid:\\\n\n\0", "a backslash"),
        ("ACK\nid:1\n\n", "a NUL at the end of a ACK"),
        ("MESSAGE\ncontent-length:9\n\nhello\0", "a NUL at the end"),
        ("MESSAGE\ncontent-length:99999999999999\n\nhello\0", "a NUL at the end"),
        ("MESSAGE\ncontent-length:-1\n\nhello\0", "a whole number"),
        ("MESSAGE\nid:1\n\nhello\0", "the header destination"),
        (b"ACK\nid:\xff\n\n\0", "UTF-8 in the headers"),
        (b"MESSAGE\nid:1\n\n\xff\0", "UTF-8 in the body"),
    ],
)
def test_what_is_no_stomp_is_told_without_its_values(wrong: str | bytes, told: str) -> None:
    with pytest.raises(MalformedFrameError, match=told) as caught:
        StompCodec().decode(wrong)
    assert "hello" not in str(caught.value)


def test_an_event_is_rewritten_and_all_else_stays() -> None:
    first = raw("RECEIPT", {"receipt-id": "1"})
    message = raw("MESSAGE", {**HEADERS, "content-length": "8"}, '{"n": 0}')
    changed: list[Frame] = StompCodec().decode(
        StompCodec().rewrite(first + message, data={"n": "ä"}, channel="/topic/x", entity="m9")
    )
    assert changed[0].ref == "1"
    assert (changed[1].data, changed[1].channel, changed[1].entity) == ({"n": "ä"}, "/topic/x", "m9")
    expected = {**HEADERS, "destination": "/topic/x", "amqp-message-id": "m9", "content-length": "10"}
    assert changed[1].body.headers == expected
    assert StompCodec().decode(StompCodec().rewrite(raw("MESSAGE", HEADERS), data="plain"))[0].data == "plain"
    assert StompCodec().rewrite(message) == message


@pytest.mark.parametrize(
    ("text", "changes", "error", "told"),
    [
        (raw("MESSAGE", HEADERS), {"seq": 3}, MalformedFrameError, "numbers no messages"),
        (raw("RECEIPT", {"receipt-id": "1"}), {"data": 3}, MalformedFrameError, "found none"),
        (raw("MESSAGE", HEADERS), {"version": 3}, TypeError, "not version"),
    ],
)
def test_what_cannot_be_rewritten_is_told(
    text: str, changes: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        StompCodec().rewrite(text, **changes)
