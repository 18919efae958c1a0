"""Packets of Socket.IO: what is written is read again as it was, with attachments in their places."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lockstep.clients.dialects.base import MalformedFrameError
from lockstep.clients.dialects.socketio_packets import Packet, PacketReader, engine_text, messages

CALM = settings(database=None, deadline=None, derandomize=True, max_examples=200)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text() | st.binary(max_size=4),
    lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=5), x, max_size=3),
    max_leaves=8,
)


@CALM
@given(st.lists(VALUES, max_size=4), st.sampled_from(["/", "/admin"]), st.none() | st.integers(0, 10**9))
def test_what_is_written_is_read_again(arguments: list[Any], namespace: str, number: int | None) -> None:
    packet = Packet("event", namespace, number, ["name", *arguments])
    reader = PacketReader()
    *parts, whole = [reader.read(message) for message in messages(packet)]
    assert [part.kind for part in parts] == ["part"] * len(parts)
    assert whole == packet


def test_engine_packets_are_written_by_their_kind() -> None:
    assert [engine_text(kind) for kind in ("close", "ping", "pong")] == ["1", "2", "3"]
    assert PacketReader().read(engine_text("pong")).kind == "pong"


def test_a_connection_keeps_its_own_packet() -> None:
    first, second = PacketReader(), PacketReader()
    first.read('451-["x",{"_placeholder":true,"num":0}]')
    with pytest.raises(MalformedFrameError, match="expected a packet before its attachment of 1 bytes"):
        second.read(b"\0")
    assert first.read(b"\0").data == ["x", b"\0"]
