"""Positions: the highest number that each connection received of each channel, updated only on demand.

Every arrival is processed once, many at a time, so that hundreds of simultaneous reconnects do not delay the
schedule. If a channel began a new epoch on a connection, only numbers of the newest count.
"""

from array import array
from collections.abc import Mapping

import numpy as np

_CONN = 32


class Positions:
    """The events received so far; `conns` and `frames` are the columns of arrivals, `told` those of frames, which
    keep growing."""

    def __init__(self, conns: "array[int]", frames: "array[int]", told: Mapping[str, "array[int]"]) -> None:
        """Nothing has been processed yet."""
        self._conns, self._frames, self._told = conns, frames, told
        self._read = 0
        self._found: dict[int, dict[int, tuple[int, int]]] = {}

    def of(self, conns: set[int]) -> dict[int, tuple[int, int]]:
        """For each channel, the epoch and the highest number that these connections of one session received
        (indices)."""
        self._look()
        found: dict[int, tuple[int, int]] = {}
        for conn in sorted(conns):
            for channel, at in self._found.get(conn, {}).items():
                found[channel] = _later(found.get(channel), at)
        return found

    def _look(self) -> None:
        conns = np.array(self._conns[self._read :], dtype=np.int64)
        frames = np.array(self._frames[self._read :], dtype=np.int64)
        self._read += len(conns)
        channel, seq, epoch = (np.array(self._told[name])[frames] for name in ("f_channel", "f_seq", "f_epoch"))
        numbered = np.flatnonzero(seq >= 0)
        if not len(numbered):
            return
        keys = (conns[numbered] << _CONN) + channel[numbered]
        order = np.argsort(keys, kind="stable")
        keys, seq, epoch = keys[order], seq[numbered][order], epoch[numbered][order]
        begins = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
        sizes = np.diff(np.append(begins, len(keys)))
        newest = epoch[begins + sizes - 1]
        best = np.maximum.reduceat(np.where(epoch == np.repeat(newest, sizes), seq, -1), begins)
        for key, its_epoch, its_seq in zip(keys[begins].tolist(), newest.tolist(), best.tolist(), strict=True):
            conn, place = key >> _CONN, key & ((1 << _CONN) - 1)
            mine = self._found.setdefault(conn, {})
            mine[place] = _later(mine.get(place), (its_epoch, its_seq))


def _later(before: tuple[int, int] | None, now: tuple[int, int]) -> tuple[int, int]:
    return now if before is None or before[0] != now[0] else max(before, now)
