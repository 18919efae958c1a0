"""The tape: where the generator writes down what happens, at a cost of some 100 ns for an arrival.

Arrays grow by appending machine integers; texts are interned; a message is read once and known by its bytes from then
on. `columns` gives what is on the tape as a columnar history (`columns.py`). Nothing here waits or sends.
"""

from array import array
from typing import Any

import numpy as np

from support.history.rows import Header, Position, Row
from support.load.columns import FOREIGN, UNKNOWN, Columns
from support.targets.loading import Heard, Said

_KNOWN_MOST = 100_000
_WRITES = (
    "w_due", "w_sent", "w_answered", "w_state", "w_status", "w_person", "w_channel", "w_operation", "w_entity",
    "w_version", "w_word",
)  # fmt: skip
_FRAMES = ("f_kind", "f_channel", "f_cause", "f_entity", "f_version", "f_seq", "f_epoch", "f_durable", "f_schema")


class Tape:
    """What one generator writes down."""

    def __init__(self, header: Header, run: str, effects: dict[str, str | None]) -> None:
        """`run` begins the id of every write; `effects` tells which kind of event each operation causes."""
        self._run = f"{run}."
        self._texts: dict[str, int] = {}
        self.rows: list[Row] = []
        self.known: dict[bytes, int] = {}
        self.times, self.conns, self.frames = array("q"), array("i"), array("i")
        self._w: dict[str, array[int]] = {name: array("q") for name in _WRITES}
        self._w_appends = tuple(column.append for column in self._w.values())  # one by one: a loop costs twice that
        self._w_digest = array("Q")
        self._f: dict[str, array[int]] = {name: array("q") for name in _FRAMES}
        self._f_digest = array("Q")
        self.sent, self.answered, self.state = self._w["w_sent"], self._w["w_answered"], self._w["w_state"]
        self._effects = {
            self.intern(operation): self.intern(kind) for operation, kind in effects.items() if kind is not None
        }
        self.row(header, header.t)

    def intern(self, text: str | None) -> int:
        """The index of a text; -1 for None."""
        return -1 if text is None else self._texts.setdefault(text, len(self._texts))

    def row(self, row: Row, t: int) -> None:
        """Write down something rare."""
        row.i, row.t = len(self.rows), t
        self.rows.append(row)

    # writes

    def write(self, due: int, person: str, channel: str, operation: str) -> int:
        """A write that is to be made; its number."""
        due_, sent, answered, state, status, person_, channel_, operation_, entity, version, word = self._w_appends
        due_(due)
        sent(-1)
        answered(-1)
        state(0)
        status(0)
        person_(self.intern(person))
        channel_(self.intern(channel))
        operation_(self.intern(operation))
        entity(-1)
        version(-1)
        word(-1)
        self._w_digest.append(0)
        return len(self.sent) - 1

    def w(self, i: int) -> str:
        """The id of a write."""
        return f"{self._run}{i}"

    def instead(self, i: int, operation: str) -> None:
        """A write became another operation than was planned."""
        self._w["w_operation"][i] = self.intern(operation)

    def outcome(self, i: int, t: int, state: int, status: int, word: str | None = None) -> None:
        """What became of a write: its state, the HTTP status (0: none), and the class of an error."""
        self.answered[i], self.state[i] = t, state
        self._w["w_status"][i] = status
        if word is not None:
            self._w["w_word"][i] = self.intern(word)

    def said(self, i: int, said: Said) -> None:
        """What its answer says."""
        if said.entity is not None:
            self._w["w_entity"][i] = self.intern(said.entity)
        if said.version is not None:
            self._w["w_version"][i] = said.version
        if said.digest is not None:
            self._w_digest[i] = _number(said.digest)

    # arrivals

    def frame(self, heard: Heard) -> int:
        """A message that was not known yet; its place."""
        cause = -1
        if heard.cause is not None:
            cause = FOREIGN
            if heard.cause.startswith(self._run) and heard.cause[len(self._run) :].isdigit():
                number = int(heard.cause[len(self._run) :])
                cause = number if number < len(self.sent) else FOREIGN
        values = (
            self.intern(heard.kind), self.intern(heard.channel), cause, self.intern(heard.entity),
            -1 if heard.version is None else heard.version, -1 if heard.seq is None else heard.seq,
            self.intern(None if heard.epoch is None else str(heard.epoch)), int(heard.durable),
            self.intern(heard.schema),
        )  # fmt: skip
        for column, value in zip(self._f.values(), values, strict=True):
            column.append(value)
        self._f_digest.append(_number(heard.digest))
        return len(self._f_digest) - 1

    def arrival(self, t: int, conn: int, frame: int) -> None:
        """A frame was received on a connection."""
        self.times.append(t)
        self.conns.append(conn)
        self.frames.append(frame)

    def remember(self, raw: bytes, frame: int) -> None:
        """The next time, know this message by its bytes."""
        if len(self.known) >= _KNOWN_MOST:
            self.known.clear()
        self.known[raw] = frame

    def positions(self, conns: set[int]) -> dict[str, Position]:
        """The highest number that these connections of one session received, per channel."""
        mine = np.isin(np.array(self.conns), list(conns))
        frames = np.unique(np.array(self.frames)[mine])
        names = list(self._texts)
        found: dict[str, Position] = {}
        for frame in frames.tolist():
            seq, channel = self._f["f_seq"][frame], names[self._f["f_channel"][frame]]
            epoch = self._f["f_epoch"][frame]
            if seq >= 0 and (channel not in found or (found[channel].seq or 0) < seq):
                found[channel] = Position(None if epoch < 0 else names[epoch], seq)
        return found

    def columns(self) -> Columns:
        """What is on the tape. A write that was sent and never answered is of unknown outcome."""
        arrays: dict[str, Any] = {
            name: np.array(column, dtype=np.int64) for name, column in (self._w | self._f).items()
        }
        arrays["w_state"][(arrays["w_state"] == 0) & (arrays["w_sent"] >= 0)] = UNKNOWN
        return Columns(
            rows=list(self.rows),  # type: ignore[arg-type]  # every row class there is
            texts=list(self._texts),
            effects=dict(self._effects),
            w_digest=np.array(self._w_digest, dtype=np.uint64),
            f_digest=np.array(self._f_digest, dtype=np.uint64),
            a_t=np.array(self.times, dtype=np.int64),
            a_conn=np.array(self.conns, dtype=np.int64),
            a_frame=np.array(self.frames, dtype=np.int64),
            **arrays,
        )


def _number(digest: str | None) -> int:
    return 0 if digest is None else int(digest, 16)
