"""The columnar history of a load run: the same facts as rows, a few bytes each, in one `.npz` file, version 1.

Four parts; every name is a column, and all columns of a part have the same length; times are ns of one monotonic
clock, -1 for what did not happen; an index of -1 means none.

    rows      rare facts, as rows of `lockstep.history.rows` in JSONL: header, connections, subscriptions, rights,
              pauses, declared faults, the settled row, the end. `i` is their order among themselves.
    writes    w_due, w_sent, w_answered; w_state (0 never answered, 1 ok, 2 rejected, 3 unknown), w_status; indices
              w_person, w_channel, w_operation, w_entity, w_word (of the error class); w_version; w_digest.
              A write's number is its place; its id is the run's word, a dot, and its number.
    frames    distinct messages, parsed once: f_kind, f_channel, f_entity, f_epoch (indices), f_cause (number of the
              write; -2: it names one of another run), f_version, f_seq, f_digest, f_durable, f_schema (index).
    arrivals  received frames, in order of arrival: a_t, a_conn (index), a_frame (place among the frames).

Indices refer to `texts`, one list for all. Digests are those of `lockstep.history.digest` as unsigned integers, 0 for
none. A frame received by a hundred listeners in the same bytes is one frame and a hundred arrivals.
"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from lockstep.history.rows import AnyRow, Header

Ints = NDArray[np.int64]
OK, REFUSED, UNKNOWN = 1, 2, 3
FOREIGN = -2

_rows = msgspec.json.Decoder(list[AnyRow])


@dataclass(slots=True)
class Columns:
    """One load run."""

    rows: list[AnyRow]
    texts: list[str]
    effects: dict[int, int]
    w_due: Ints
    w_sent: Ints
    w_answered: Ints
    w_state: Ints
    w_status: Ints
    w_person: Ints
    w_channel: Ints
    w_operation: Ints
    w_entity: Ints
    w_version: Ints
    w_digest: NDArray[np.uint64]
    w_word: Ints
    f_kind: Ints
    f_channel: Ints
    f_cause: Ints
    f_entity: Ints
    f_version: Ints
    f_seq: Ints
    f_epoch: Ints
    f_digest: NDArray[np.uint64]
    f_durable: Ints
    f_schema: Ints
    a_t: Ints
    a_conn: Ints
    a_frame: Ints

    @property
    def header(self) -> Header:
        """Row 0. Raises ValueError if it is not a header."""
        if not self.rows or not isinstance(self.rows[0], Header):
            raise ValueError("a history begins with a header row")
        return self.rows[0]

    def text(self, index: Any) -> str | None:
        """The text behind an index; None for -1."""
        return None if index < 0 else self.texts[int(index)]

    def w_kind(self) -> Ints:
        """For each write, the kind (index) of the event it causes; -1: none."""
        table = np.full(len(self.texts) + 1, -1, dtype=np.int64)
        for operation, kind in self.effects.items():
            table[operation] = kind
        return table[self.w_operation]

    def add(self, rows: Iterable[AnyRow]) -> None:
        """Insert rows from elsewhere, in order of time."""
        header, *others = self.rows
        self.rows = [header, *sorted([*others, *(copy(row) for row in rows)], key=lambda row: row.t)]
        for i, row in enumerate(self.rows):
            row.i = i

    def save(self, path: Path) -> None:
        """Write everything into one file. Raises OSError."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        told = {"version": 1, "texts": self.texts, "effects": list(self.effects.items()), "rows": self.rows}
        with path.open("wb") as file:
            np.savez(
                file, allow_pickle=False, told=np.frombuffer(msgspec.json.encode(told), dtype=np.uint8), **arrays
            )


_ARRAYS = [field.name for field in fields(Columns) if field.name[1] == "_"]


class _Told(msgspec.Struct):
    version: int
    texts: list[str]
    effects: list[tuple[int, int]]
    rows: list[AnyRow]


def load(path: Path) -> Columns:
    """Read a file. Raises OSError, and ValueError if it is not a history of version 1."""
    with np.load(path, allow_pickle=False) as file:
        if "told" not in file:
            raise ValueError(f"{path} is no columnar history")
        told = msgspec.json.decode(file["told"].tobytes(), type=_Told)
        if told.version != 1:
            raise ValueError(f"{path} is a columnar history of version {told.version}; this reads version 1")
        return Columns(told.rows, told.texts, dict(told.effects), **{name: file[name] for name in _ARRAYS})
