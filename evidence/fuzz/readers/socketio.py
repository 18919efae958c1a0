"""Frames of the Socket.IO dialect: digits, a namespace, an id, and JSON."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from lockstep.clients.dialects.base import Raw

from evidence.fuzz.mutations import documents, octets, weighted
from evidence.fuzz.readers.frames import frames_reader, messages

SAMPLES = (
    b'0{"sid":"s1","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}',
    b"2",
    b"3",
    b'40{"sid":"s1","pid":"p1"}',
    b'40/admin,{"token":"t"}',
    b'44{"message":"not allowed"}',
    b"41/admin,",
    b'42["created",{"id":7,"room":"chatroom:7","text":"hello"}]',
    b'42/admin,12["created",{"id":"m7"},"offset-1"]',
    b'431[null,{"id":7}]',
    b'451-["packed",{"_placeholder":true,"num":0}]',
    b"bAAE=",
)
TOKENS = (
    b"42/a,",
    b"421",
    b"450-",
    b"452-",
    b'["x"]',
    b'"_placeholder":true,"num":-1',
    b"41",
    b"b",
    b"\xc2\xb2",
    b"NaN",
)


@st.composite
def _events(draw: DrawFn) -> bytes:
    return b"42" + draw(documents((["created", {"id": 7, "text": "hello"}], ["said", "a", 1, None])))


INPUTS = messages(weighted((2, octets(SAMPLES, TOKENS)), (1, _events())))


def _plausible(raw: Raw) -> bool:
    if not isinstance(raw, str) or raw[:1] not in "0123456":
        return False
    return raw[0] != "4" or raw[1:2] in set("0123456")


READER = frames_reader("socketio", INPUTS, _plausible)
