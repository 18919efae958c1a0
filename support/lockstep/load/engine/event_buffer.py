"""The event buffer: the generator's recorder, at a cost of about 100 ns per arrival.

Arrays grow by appending machine integers, those of writes by blocks of values that mean "not yet"; texts are
interned, as are the person, operation and channel of writes; a message is parsed once and then recognised by its
bytes. `columns` returns the content as a columnar history (`columns.py`). Nothing here waits or sends.
"""

from array import array
from typing import Any

import numpy as np

from lockstep.history.rows import Header, Position, Row
from lockstep.load.columnar.columns import FOREIGN, UNKNOWN, Columns
from lockstep.load.engine.last_seen import Positions
from lockstep.targets.load_profile import EventFrame, Said

_KNOWN_MOST = 100_000
_BLOCK = 1_024
_ABSENT = {
    "w_due": -1, "w_sent": -1, "w_answered": -1, "w_state": 0, "w_status": 0, "w_place": 0, "w_entity": -1,
    "w_version": -1, "w_word": -1,
}  # fmt: skip
_PLACE = ("w_person", "w_channel", "w_operation")
_FRAMES = ("f_kind", "f_channel", "f_cause", "f_entity", "f_version", "f_seq", "f_epoch", "f_durable", "f_schema")


class Tape:
    """The recorder of one generator."""

    def __init__(self, header: Header, run: str, effects: dict[str, str | None]) -> None:
        """`run` begins the id of every write; `effects` maps each operation to the kind of event it causes."""
        self._run = f"{run}."
        self._texts: dict[str, int] = {}
        self.rows: list[Row] = []
        self.known: dict[bytes, int] = {}
        self.times, self.conns, self.frames = array("q"), array("i"), array("i")
        self.written = 0
        self._w: dict[str, array[int]] = {name: array("q") for name in _ABSENT}
        self._w_digest = array("Q")
        self._blocks = {name: array("q", [value]) * _BLOCK for name, value in _ABSENT.items()}
        self._places: dict[tuple[str, str, str], int] = {}
        self._f: dict[str, array[int]] = {name: array("q") for name in _FRAMES}
        self._f_digest = array("Q")
        self._positions = Positions(self.conns, self.frames, self._f)
        self.sent, self.answered, self.state = self._w["w_sent"], self._w["w_answered"], self._w["w_state"]
        self._due, self._place, self._status = self._w["w_due"], self._w["w_place"], self._w["w_status"]
        self._effects = {
            self.intern(operation): self.intern(kind) for operation, kind in effects.items() if kind is not None
        }
        self.row(header, header.t)

    def intern(self, text: str | None) -> int:
        """The index of a text; -1 for None."""
        return -1 if text is None else self._texts.setdefault(text, len(self._texts))

    def row(self, row: Row, t: int) -> None:
        """Record a rare fact as a row."""
        row.i, row.t = len(self.rows), t
        self.rows.append(row)

    # writes

    def write(self, due: int, person: str, channel: str, operation: str) -> int:
        """Record a planned write; returns its number."""
        i = self.written
        if i == len(self._due):
            self._grow()
        self.written = i + 1
        self._due[i] = due
        self._place[i] = self._places.setdefault((person, channel, operation), len(self._places))
        return i

    def _grow(self) -> None:
        for name, block in self._blocks.items():
            self._w[name].extend(block)
        self._w_digest.extend(array("Q", bytes(8 * _BLOCK)))

    def w(self, i: int) -> str:
        """The id of a write."""
        return f"{self._run}{i}"

    def instead(self, i: int, person: str, channel: str, operation: str) -> None:
        """Record that a write became a different operation."""
        self._place[i] = self._places.setdefault((person, channel, operation), len(self._places))

    def outcome(self, i: int, t: int, state: int, status: int, word: str | None = None) -> None:
        """Record the outcome of a write: its state, the HTTP status (0: none), and the class of an error."""
        self.answered[i] = t
        self.state[i] = state
        self._status[i] = status
        if word is not None:
            self._w["w_word"][i] = self.intern(word)

    def said(self, i: int, said: Said) -> None:
        """Record the content of a write's answer."""
        if said.entity is not None:
            self._w["w_entity"][i] = self.intern(said.entity)
        if said.version is not None:
            self._w["w_version"][i] = said.version
        if said.digest is not None:
            self._w_digest[i] = _number(said.digest)

    # arrivals

    def frame(self, received: EventFrame) -> int:
        """Record a new message; returns its place."""
        cause = -1
        if received.cause is not None:
            cause = FOREIGN
            if received.cause.startswith(self._run) and received.cause[len(self._run) :].isdigit():
                number = int(received.cause[len(self._run) :])
                cause = number if number < self.written else FOREIGN
        values = (
            self.intern(received.kind), self.intern(received.channel), cause, self.intern(received.entity),
            -1 if received.version is None else received.version, -1 if received.seq is None else received.seq,
            self.intern(None if received.epoch is None else str(received.epoch)), int(received.durable),
            self.intern(received.schema),
        )  # fmt: skip
        for column, value in zip(self._f.values(), values, strict=True):
            column.append(value)
        self._f_digest.append(_number(received.digest))
        return len(self._f_digest) - 1

    def arrival(self, t: int, conn: int, frame: int) -> None:
        """Record that a frame was received on a connection."""
        self.times.append(t)
        self.conns.append(conn)
        self.frames.append(frame)

    def remember(self, raw: bytes, frame: int) -> None:
        """Recognise this message by its bytes from now on."""
        if len(self.known) >= _KNOWN_MOST:
            self.known.clear()
        self.known[raw] = frame

    def positions(self, conns: set[int]) -> dict[str, Position]:
        """The highest number that these connections of one session received, per channel."""
        names = list(self._texts)
        return {
            names[channel]: Position(None if epoch < 0 else names[epoch], seq)
            for channel, (epoch, seq) in self._positions.of(conns).items()
        }

    def columns(self) -> Columns:
        """The content of the buffer. A write that was sent and never answered has an unknown outcome."""
        arrays: dict[str, Any] = {name: np.array(column, dtype=np.int64) for name, column in self._f.items()}
        arrays |= {name: np.array(column[: self.written], dtype=np.int64) for name, column in self._w.items()}
        parts = np.array([[self.intern(text) for text in place] for place in self._places] or [[-1] * 3])
        places = arrays.pop("w_place")
        arrays |= {name: parts[places, number] for number, name in enumerate(_PLACE)}
        arrays["w_state"][(arrays["w_state"] == 0) & (arrays["w_sent"] >= 0)] = UNKNOWN
        return Columns(
            rows=list(self.rows),  # type: ignore[arg-type]  # all row classes
            texts=list(self._texts),
            effects=dict(self._effects),
            w_digest=np.array(self._w_digest[: self.written], dtype=np.uint64),
            f_digest=np.array(self._f_digest, dtype=np.uint64),
            a_t=np.array(self.times, dtype=np.int64),
            a_conn=np.array(self.conns, dtype=np.int64),
            a_frame=np.array(self.frames, dtype=np.int64),
            **arrays,
        )


def _number(digest: str | None) -> int:
    return 0 if digest is None else int(digest, 16)
