"""Bytes become pieces without one of them being lost, changed or held back for long."""

import struct
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lockstep.relay.wire import Control, Data, Frames, Opaque, Piece
from websockets.frames import Opcode

from tests.relay.rig import frame

CALM = settings(database=None, deadline=None, derandomize=True, max_examples=150)


def pieces_of(
    stream: bytes, *, masked: bool = False, cut: int = 0, largest: int = 1000
) -> tuple[list[Piece], Frames]:
    frames = Frames(masked=masked, unread=Counter(), largest=largest)
    step = cut or len(stream) or 1
    found: list[Piece] = []
    for start in range(0, len(stream), step):
        found += frames.feed(stream[start : start + step])
    return found, frames


def unread(frames: Frames) -> dict[str, int]:
    return dict(frames._unread)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("cut", [0, 1, 3])
def test_a_message_keeps_the_bytes_it_came_in(masked: bool, cut: int) -> None:
    wire = frame("häßlich", mask=masked) + frame(b"\x00\xff", Opcode.BINARY, mask=masked)
    found, _ = pieces_of(wire, masked=masked, cut=cut)
    assert [piece.raw for piece in found if isinstance(piece, Data)] == ["häßlich", b"\x00\xff"]
    assert b"".join(piece.wire for piece in found) == wire


def test_fragments_are_one_message_and_a_ping_between_them_goes_first() -> None:
    parts = [frame("on", fin=False), frame("ce ", Opcode.CONT, fin=False), frame("more", Opcode.CONT)]
    ping = frame("?", Opcode.PING)
    found, frames = pieces_of(parts[0] + ping + parts[1] + parts[2])
    assert found == [Control(Opcode.PING, ping), Data("once more", b"".join(parts))]
    assert frames.between


def test_fragments_may_part_a_character() -> None:
    raw = "ä".encode()
    found, _ = pieces_of(frame(raw[:1], fin=False) + frame(raw[1:], Opcode.CONT))
    assert [piece.raw for piece in found if isinstance(piece, Data)] == ["ä"]


def test_fragments_cut_off_by_a_close_frame_pass_before_it() -> None:
    part, close = frame("on", fin=False), frame(struct.pack("!H", 1011), Opcode.CLOSE)
    found, frames = pieces_of(part + close)
    assert found == [Opaque(part), Control(Opcode.CLOSE, close)]
    assert unread(frames) == {"cut off by a close frame": 1}


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("cut", [0, 1, 7])
def test_a_message_too_large_passes_as_it_comes_and_the_next_is_read_again(masked: bool, cut: int) -> None:
    large, small = frame("x" * 200, mask=masked), frame("small", mask=masked)
    found, frames = pieces_of(large + small, masked=masked, cut=cut, largest=150)
    assert b"".join(piece.wire for piece in found) == large + small
    assert [piece.raw for piece in found if isinstance(piece, Data)] == ["small"]
    assert unread(frames) == {"a message too large to be read": 1}
    assert frames.between


def test_within_a_message_too_large_nothing_may_be_put_in() -> None:
    frames = Frames(masked=False, unread=Counter(), largest=150)
    large = frame("x" * 200, fin=False) + frame("y" * 10, Opcode.CONT)
    states = [(type(piece), frames.between) for piece in frames.feed(large)]
    assert states[:-1] == [(Opaque, False)] * (len(states) - 1)
    assert states[-1] == (Opaque, True)


def test_fragments_that_grow_too_large_are_let_go() -> None:
    parts = [frame("x" * 100, fin=False), frame("x" * 100, Opcode.CONT, fin=False), frame("end", Opcode.CONT)]
    found, frames = pieces_of(b"".join(parts), largest=150)
    assert found == [Opaque(parts[0] + parts[1]), Opaque(parts[2])]
    assert frames.between


@pytest.mark.parametrize("large", [100, 200])
def test_a_ping_between_fragments_too_large_leaves_the_message_open(large: int) -> None:
    frames = Frames(masked=False, unread=Counter(), largest=150)
    list(frames.feed(frame("x" * 160, fin=False) + frame("?", Opcode.PING)))
    assert not frames.between
    list(frames.feed(frame("x" * large, Opcode.CONT)))
    assert frames.between


@pytest.mark.parametrize(
    "breach",
    [
        frame("masked", mask=True),
        bytes([0b10000011, 0]),
        bytes([0b11000001, 1, 65]),
        frame("no beginning", Opcode.CONT),
        frame("one", fin=False) + frame("two"),
        bytes([0b00001001, 0]),
        bytes([0b10001001, 126, 0, 126]) + bytes(126),
    ],
    ids=["mask", "opcode", "reserved bit", "lone continuation", "two at once", "cut ping", "long ping"],
)
@pytest.mark.parametrize("cut", [0, 1])
def test_after_a_breach_everything_passes_unread(breach: bytes, cut: int) -> None:
    before, after = frame("before"), frame("after")
    found, frames = pieces_of(before + breach + after, cut=cut)
    rest = frames.finish()
    assert found[0] == Data("before", before)
    assert all(isinstance(piece, Opaque) for piece in found[1:])
    assert b"".join(piece.wire for piece in found) + rest == before + breach + after
    assert not frames.between
    assert list(unread(frames).values()) == [1]


def test_a_text_that_is_not_utf8_passes_and_the_next_is_read() -> None:
    bad = frame(b"\xff\xfe")
    found, frames = pieces_of(bad + frame("good"))
    assert found == [Opaque(bad), Data("good", frame("good"))]
    assert unread(frames) == {"a text that is not UTF-8": 1}


@pytest.mark.parametrize("lost", [1, 3, 5])
def test_what_is_not_whole_at_the_end_is_given_back(lost: int) -> None:
    wire = frame("on", fin=False) + frame("ce", Opcode.CONT)
    found, frames = pieces_of(wire[:-lost])
    assert found == []
    assert frames.finish() == wire[:-lost]
    assert frames.finish() == b""


@CALM
@given(st.binary(max_size=300), st.integers(1, 50), st.booleans())
def test_no_byte_is_lost_whatever_comes(garbage: bytes, cut: int, masked: bool) -> None:
    found, frames = pieces_of(garbage, masked=masked, cut=cut, largest=125)
    out = b"".join(piece.wire for piece in found) + frames.finish()
    assert Counter(out) == Counter(garbage)


@st.composite
def streams(draw: st.DrawFn) -> tuple[bytes, list[str | bytes], bool]:
    """A stream of whole messages in fragments, with pings between; its messages; whether it is masked."""
    masked = draw(st.booleans())
    wire, messages = b"", []
    for raw in draw(st.lists(st.text(max_size=80) | st.binary(max_size=80), max_size=6)):
        data = raw.encode() if isinstance(raw, str) else raw
        cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=3)))
        bounds = [0, *cuts, len(data)]
        for index in range(len(bounds) - 1):
            kind = Opcode.CONT if index else Opcode.TEXT if isinstance(raw, str) else Opcode.BINARY
            last = index == len(bounds) - 2
            wire += frame(data[bounds[index] : bounds[index + 1]], kind, fin=last, mask=masked)
            if draw(st.booleans()):
                wire += frame("ping", Opcode.PING, mask=masked)
        messages.append(raw)
    return wire, messages, masked


@CALM
@given(streams(), st.integers(1, 60))
def test_messages_are_read_however_they_are_cut(stream: tuple[bytes, list[str | bytes], bool], cut: int) -> None:
    wire, messages, masked = stream
    found, frames = pieces_of(wire, masked=masked, cut=cut)
    assert [piece.raw for piece in found if isinstance(piece, Data)] == messages
    assert not any(isinstance(piece, Opaque) for piece in found)
    assert Counter(b"".join(piece.wire for piece in found)) == Counter(wire)
    assert frames.finish() == b""
