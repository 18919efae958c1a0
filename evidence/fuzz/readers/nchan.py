"""Frames of nchan's dialect: header lines, an empty line, a body of any kind."""

import json

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from lockstep.clients.dialects.base import Raw

from evidence.fuzz.mutations import documents, octets, weighted
from evidence.fuzz.readers.frames import frames_reader, messages

_POSTED = {"channel": "chatroom:7", "author": "user:1", "content": "hello"}
_THERE = {"channel": "presence:company:1", "person": "user:1", "has": "came", "messages": 0, "requested": 0,
          "subscribers": 1, "last_message_id": "0:0"}  # fmt: skip
BODIES = (_POSTED, _THERE)
HEADS = tuple(
    f"id: {place}\ncontent-type: application/json\n\n".encode()
    for place in ("1795360289:3", "1795360289:[3],0", "1795360289:-,[11]")
)
TOKENS = (b"id: 1:0\n", b"\n\n", b": ", b":[", b"content-type: text/plain\n")


@st.composite
def _blocks(draw: DrawFn) -> bytes:
    """A head that is right, with a document; or all of it changed as bytes."""
    return draw(st.sampled_from(HEADS)) + draw(documents(BODIES))


WHOLE = tuple(head + json.dumps(body).encode() for head in HEADS for body in BODIES)
INPUTS = messages(weighted((3, _blocks()), (1, octets(WHOLE, TOKENS))))


def _plausible(raw: Raw) -> bool:
    return isinstance(raw, str) and "\n\n" in raw and "id" in raw.partition("\n\n")[0].lower()


READER = frames_reader("nchan", INPUTS, _plausible)
