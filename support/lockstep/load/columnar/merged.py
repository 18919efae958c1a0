"""Merges the histories of several shares of one plan into one: nothing is rounded, nothing is lost.

Every share recorded all writes of the plan at the same places, and sent its own: a write is taken from the share that
sent it. Frames, arrivals and rows are merged in order of time. No clocks are compared across machines: a share's
times are shifted by the difference of the two starts of the schedule (zero on one machine, where all begin at the
same time), and every latency is a difference of times of one share. Errors: ValueError for histories that are not
shares of one plan.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from lockstep.history.rows import AnyRow, End, Grant, Header, Settled
from lockstep.load.columnar.columns import Columns, Ints

_TEXTS = {
    "w_person", "w_channel", "w_operation", "w_entity", "w_word", "f_kind", "f_channel", "f_entity", "f_epoch",
    "f_schema", "a_conn",
}  # fmt: skip
_TIMES = {"w_due", "w_sent", "w_answered", "a_t"}
_WRITES = (
    "w_due", "w_sent", "w_answered", "w_state", "w_status", "w_person", "w_channel", "w_operation", "w_entity",
    "w_version", "w_digest", "w_word",
)  # fmt: skip
_FRAMES = (
    "f_kind", "f_channel", "f_cause", "f_entity", "f_version", "f_seq", "f_epoch", "f_digest", "f_durable",
    "f_schema",
)  # fmt: skip


def merged(parts: Sequence[Columns], starts: Sequence[int]) -> Columns:
    """Merge several histories; `starts` are when the schedule began in each (ns). The first one's clock is kept."""
    if any(len(one.w_due) != len(other.w_due) for one, other in pairwise(parts)):
        raise ValueError("these histories are not shares of one plan: they have different numbers of writes")
    texts: dict[str, int] = {}
    maps = [np.array([*(texts.setdefault(text, len(texts)) for text in part.texts), -1]) for part in parts]
    shifts = [starts[0] - start for start in starts]

    def column(number: int, name: str) -> Any:
        values = getattr(parts[number], name)
        if name in _TEXTS:
            return maps[number][values]
        return np.where(values >= 0, values + shifts[number], values) if name in _TIMES else values

    numbers = range(len(parts))
    owner = np.argmax(np.stack([part.w_sent >= 0 for part in parts]), axis=0)
    places = np.arange(len(owner))
    arrays: dict[str, Any] = {
        name: np.stack([column(number, name) for number in numbers])[owner, places] for name in _WRITES
    }
    arrays |= {name: np.concatenate([column(number, name) for number in numbers]) for name in _FRAMES}
    times = np.concatenate([column(number, "a_t") for number in numbers])
    order = np.argsort(times, kind="stable")
    arrays["a_t"] = times[order]
    arrays["a_conn"] = np.concatenate([column(number, "a_conn") for number in numbers])[order]
    arrays["a_frame"] = np.concatenate(_frames(parts))[order]
    effects = {
        int(mine[operation]): int(mine[kind])
        for part, mine in zip(parts, maps, strict=True)
        for operation, kind in part.effects.items()
    }
    return Columns(rows=_rows(parts, shifts), texts=list(texts), effects=effects, **arrays)


def _frames(parts: Sequence[Columns]) -> list[Ints]:
    """Places among the frames, shifted by those of the previous parts."""
    firsts = np.cumsum([0, *(len(part.f_kind) for part in parts)])
    return [part.a_frame + first for part, first in zip(parts, firsts.tolist(), strict=False)]


def _rows(parts: Sequence[Columns], shifts: Sequence[int]) -> list[AnyRow]:
    """One header, one of each prior right, one settled row and one end; everything else unchanged."""
    others: list[AnyRow] = []
    rights: dict[tuple[str | None, str | None], AnyRow] = {}
    fences: list[Settled] = []
    ends: list[End] = []
    for part, shift in zip(parts, shifts, strict=True):
        for row in part.rows:
            row.t += shift
            match row:
                case Header():
                    continue
                case Settled():
                    row.since += shift
                    fences.append(row)
                case End():
                    ends.append(row)
                case Grant(w="set-up"):
                    rights.setdefault((row.person, row.channel), row)
                case _:
                    others.append(row)
    header = parts[0].header
    header.t = min([header.t, *(row.t for row in (*others, *rights.values()))])
    for right in rights.values():  # granted before the run, so before any share connected
        right.t = header.t
    rows: list[AnyRow] = [header, *rights.values(), *sorted(others, key=lambda row: row.t)]
    if len(fences) == len(parts):  # unless every share is settled, absence cannot be proved
        rows.append(_fence(fences))
    if len(ends) == len(parts):
        ends[-1].t = max(one.t for one in ends)
        rows.append(ends[-1])
    for i, row in enumerate(rows):
        row.i = i
    return rows


def _fence(fences: list[Settled]) -> Settled:
    """Settled if every share is: each checked its own rooms after its own last write."""
    row = Settled(
        how=fences[0].how,
        since=min(fence.since for fence in fences),
        channels=tuple(channel for fence in fences for channel in fence.channels),
        answered=tuple(name for fence in fences for name in fence.answered),
        silent=tuple(name for fence in fences for name in fence.silent),
    )
    row.t = max(fence.t for fence in fences)
    return row
