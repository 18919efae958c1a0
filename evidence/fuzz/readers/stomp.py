"""Frames of the STOMP dialect: a command, headers, a body, each ended by a NUL."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from lockstep.clients.dialects.base import Raw

from evidence.fuzz.mutations import documents, octets, weighted
from evidence.fuzz.readers.frames import frames_reader, messages

_BODY = b'{"author": "user:1", "content": "hello"}'


def _frame(command: str, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"{name.replace('_', '-')}:{value}" for name, value in headers.items()]
    return "\n".join([command, *lines, "", ""]).encode() + body + b"\0\n"


def delivery(body: bytes) -> bytes:
    """A MESSAGE with this body."""
    return _frame(
        "MESSAGE",
        body,
        subscription="/topic/chatroom.7",
        destination="/topic/chatroom.7",
        message_id="T_/topic/chatroom.7@@s1@@1",
        redelivered="false",
        ack="T_/topic/chatroom.7@@s1@@1",
        amqp_message_id="w1",
        content_type="application/json",
        content_length=str(len(body)),
    )


SAMPLES = (
    delivery(_BODY),
    delivery(_BODY) + delivery(_BODY),
    _frame("CONNECTED", server="RabbitMQ/3.10.8", session="s1", heart_beat="0,0", version="1.2"),
    _frame("RECEIPT", receipt_id="1"),
    _frame("SUBSCRIBE", id="/topic/chatroom.7", destination="/topic/chatroom.7", receipt="1", x_queue_name="q1"),
    _frame("SUBSCRIBE", id="/topic/chatroom.7", destination="/amq/queue/q1", receipt="1")
    + _frame("RECEIPT", receipt_id="1"),
    _frame("UNSUBSCRIBE", id="/topic/chatroom.7", receipt="1") + _frame("RECEIPT", receipt_id="1"),
    _frame("ERROR", b"gone", message="not_found", content_type="text/plain", version="1.2", content_length="4"),
    b"\n",
)  # fmt: skip
TOKENS = (b"content-length:3\n", b"content-length:99999999999\n", b"receipt-id:1\n", b"\\c", b"\\x", b"MESSAGE\n",
          b"destination:/topic/chatroom.7\n", b"\0\n", b"redelivered:true\n")  # fmt: skip


@st.composite
def _deliveries(draw: DrawFn) -> bytes:
    return delivery(draw(documents(({"author": "user:1", "content": "hello"}, None))))


INPUTS = messages(weighted((2, octets(SAMPLES, TOKENS)), (1, _deliveries())))


def _plausible(raw: Raw) -> bool:
    data = raw.encode() if isinstance(raw, str) else raw
    return not data.strip(b"\r\n") or (b"\0" in data and b"\n" in data)


READER = frames_reader("stomp", INPUTS, _plausible)
