"""One direction of a WebSocket connection: bytes in, pieces out, each with the bytes it came in. Sans-I/O.

The frames are parsed by the websockets library; the bytes are kept beside them, so that what is passed on is, bit for
bit, what arrived (including masking keys and fragments). A message is a piece once its last fragment has arrived. A
control frame between fragments is a piece at once, before the message, as a peer would process it: a server may well
wait for the pong before it continues. Four things are never held back and never read, as `Opaque` pieces:

    a message beyond `largest` bytes, from the point where that is known
    fragments whose message is cut off by a close frame or by the end of the stream
    a text that is not UTF-8
    everything after a breach of the protocol; the peer judges it, not the relay

`between` states whether the pieces so far end between two messages, so that another message may be inserted here.
`unread` counts why pieces were opaque. Nothing is raised for what peers send.
"""

from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from websockets.exceptions import PayloadTooBig, ProtocolError
from websockets.frames import DATA_OPCODES, Frame, Opcode
from websockets.streams import StreamReader

LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Data:
    """A whole message: its text or bytes, and the frames it arrived in."""

    raw: str | bytes
    wire: bytes


@dataclass(frozen=True, slots=True)
class Control:
    """A ping, pong or close."""

    opcode: Opcode
    wire: bytes


@dataclass(frozen=True, slots=True)
class Opaque:
    """Bytes that pass as they are."""

    wire: bytes


Piece = Data | Control | Opaque


class Frames:
    """The pieces of one direction; `masked` is true for what a client sends."""

    def __init__(self, *, masked: bool, unread: Counter[str], largest: int = LARGEST) -> None:
        """Nothing has arrived. `largest` is at least 125, the most a control frame may carry."""
        self._unread = unread
        self.between = True
        self._masked = masked
        self._largest = largest
        self._reader = StreamReader()
        self._wire = bytearray()
        self._held: Opcode | None = None
        self._held_data = bytearray()
        self._held_wire = bytearray()
        self._pieces = self._parse()

    def feed(self, data: bytes) -> Iterator[Piece]:
        """The pieces that `data` completes, in order; to be consumed before more data is fed."""
        self._reader.feed_data(data)
        while (piece := next(self._pieces)) is not None:
            yield piece

    def finish(self) -> bytes:
        """Bytes that have arrived but form no piece yet, to be passed on because the stream ends."""
        rest = bytes(self._held_wire + self._wire + self._reader.buffer)
        if rest:
            self._unread["cut off by the end of the stream"] += 1
        self._reader.discard()
        self._wire.clear()
        self._drop_held()
        return rest

    def _parse(self) -> Generator[Piece | None, None, None]:
        """Yields pieces, and None whenever it needs more bytes."""
        while True:
            try:
                frame = yield from Frame.parse(self._read, mask=self._masked, max_size=self._largest)
                yield from self._take(frame)
            except PayloadTooBig as error:
                yield from self._pass_large(error.size or 0)
            except ProtocolError as error:
                self._unread[f"breach of the protocol ({error})"] += 1
                break
        self.between = False
        yield Opaque(self._take_held() + self._take_wire())
        while True:
            yield self._take_buffer(len(self._reader.buffer))

    def _read(self, n: int) -> Generator[None, None, bytearray]:
        data = yield from self._reader.read_exact(n)
        self._wire += data
        return data

    def _take(self, frame: Frame) -> Generator[Piece, None, None]:
        if frame.opcode not in DATA_OPCODES:
            if frame.opcode is Opcode.CLOSE and self._held is not None:
                self._unread["cut off by a close frame"] += 1
                self.between = False
                yield Opaque(self._take_held())
            yield Control(frame.opcode, self._take_wire())
        elif not self.between:
            self.between = frame.fin
            yield Opaque(self._take_wire())
        elif (frame.opcode is Opcode.CONT) == (self._held is None):
            raise ProtocolError("fragments out of order")
        else:
            if self._held is None:
                self._held = frame.opcode
            self._held_data += frame.data
            self._held_wire += self._take_wire()
            if len(self._held_data) > self._largest:
                self._unread["a message too large to be read"] += 1
                self.between = frame.fin
                yield Opaque(self._take_held())
            elif frame.fin:
                yield self._message()

    def _message(self) -> Data | Opaque:
        raw, text = bytes(self._held_data), self._held is Opcode.TEXT
        wire = self._take_held()
        try:
            return Data(raw.decode() if text else raw, wire)
        except UnicodeDecodeError:
            self._unread["a text that is not UTF-8"] += 1
            return Opaque(wire)

    def _pass_large(self, size: int) -> Generator[Piece | None, None, None]:
        """Pass a frame of `size` bytes without holding it; only its head has been read."""
        self._unread["a message too large to be read"] += 1
        final = bool(self._wire[0] & 0x80)
        left = size + (4 if self._masked else 0)
        self.between = False
        yield Opaque(self._take_held() + self._take_wire())
        while left:
            chunk = self._take_buffer(left)
            if chunk is not None:
                left -= len(chunk.wire)
                self.between = final and not left
            yield chunk

    def _take_buffer(self, most: int) -> Opaque | None:
        chunk = bytes(self._reader.buffer[:most])
        del self._reader.buffer[:most]
        return Opaque(chunk) if chunk else None

    def _take_wire(self) -> bytes:
        wire = bytes(self._wire)
        self._wire.clear()
        return wire

    def _take_held(self) -> bytes:
        wire = bytes(self._held_wire)
        self._drop_held()
        return wire

    def _drop_held(self) -> None:
        self._held = None
        self._held_data.clear()
        self._held_wire.clear()
