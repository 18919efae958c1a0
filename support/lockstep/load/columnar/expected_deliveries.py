"""Expected deliveries for a columnar history: the rules of `lockstep.checks.facts.expected_deliveries`, as arrays.

One entry per write and period of certain subscription that contained its invoke: `write`, `track` (places),
`received` (ns, INF: never), `counted` (since when), `length` (for how long, with declared delays), `deadline`, `end`
(of the period) and `same` (until when the same subscription was active). `away`: it was received, but the session was
not connected or not reading at some moment before. Times are ns.
"""

from dataclasses import dataclass

import numpy as np

from lockstep.checks.facts.sessions import INF
from lockstep.checks.facts.windows import Window
from lockstep.load.columnar.columns import Columns, Ints
from lockstep.load.columnar.joined import Joined, Mask, Track


@dataclass(slots=True)
class Owed:
    """Every possible expected delivery."""

    write: Ints
    track: Ints
    received: Ints
    counted: Ints
    length: Ints
    deadline: Ints
    end: Ints
    same: Ints
    away: Mask

    @property
    def covered(self) -> Mask:
        """Whether the session was entitled until the deadline."""
        return self.end >= self.deadline


def owed(joined: Joined) -> Owed:
    """Every effect of a write known to have happened, for every session certainly entitled at its invoke."""
    c = joined.columns
    happened = np.flatnonzero((joined.counted_from < INF) & (joined.kind >= 0) & (c.w_sent >= 0))
    happened = happened[np.argsort(c.w_sent[happened], kind="stable")]
    by_channel = {int(channel): happened[c.w_channel[happened] == channel] for channel in np.unique(c.w_channel)}
    received = np.full(len(c.w_sent), INF, dtype=np.int64)
    parts: list[tuple[Ints, ...]] = []
    for number, track in enumerate(joined.tracks):
        if track.window is None or not track.window.stretches:
            continue
        writes = by_channel.get(track.index, np.empty(0, dtype=np.int64))
        firsts = _firsts(joined, track)
        received[joined.a_write[firsts]] = c.a_t[firsts]
        sent = c.w_sent[writes]
        for place, stretch in enumerate(track.window.stretches):
            until = track.window.stretches[place + 1].start - 1 if place + 1 < len(track.window.stretches) else INF
            low = np.searchsorted(sent, stretch.start, side="left")
            mine = writes[low : np.searchsorted(sent, min(stretch.end, until), side="right")]
            counted = joined.counted_from[mine]
            length = _lengths(joined, track, c.w_sent[mine], counted)
            same = (number, stretch.end, stretch.same_until)
            parts.append(
                (
                    mine,
                    received[mine],
                    counted,
                    length,
                    _deadlines(track.window, counted, length),
                    *(np.full(len(mine), value, dtype=np.int64) for value in same),
                    _away(track.window, c.w_sent[mine], received[mine]),
                )
            )
        received[joined.a_write[firsts]] = INF
    empty = (np.empty(0, dtype=np.int64),) * 9
    columns = [np.concatenate(one) for one in zip(*(parts or [empty]), strict=True)]
    write, came, counted, length, deadline, on, end, same_until, away = columns
    return Owed(write, on, came, counted, length, deadline, end, same_until, away.astype(np.bool_))


def _firsts(joined: Joined, track: Track) -> Ints:
    """The arrivals by which effects were received: the first that counts, after one that a superseded connection
    brought, for only where nothing else came does that one say when it was received."""
    superseded = track.places[~joined.a_counts[track.places] & (joined.a_write[track.places] >= 0)]
    return np.concatenate((superseded[::-1], track.places[joined.a_first[track.places]]))


def _away(window: Window, sent: Ints, received: Ints) -> Ints:
    away = np.zeros(len(sent), dtype=np.int64)
    for start, end, _ in window.suspensions:
        away |= (received < INF) & (end > sent) & (start < received)
    return away


def _lengths(joined: Joined, track: Track, sent: Ints, counted: Ints) -> Ints:
    """The loss deadline and what declared faults add to it."""
    length, session = np.full(len(sent), joined.loss, dtype=np.int64), track.session
    until = counted + joined.loss if track.window is None else _deadlines(track.window, counted, length)
    for spell in joined.facts.declared.spells:
        if spell.delay and spell.row.channel in {None, track.channel} and spell.covers(session.person, session.name):
            length[(spell.start <= until) & (spell.drained >= sent)] += spell.delay
    return length


def _deadlines(window: Window, since: Ints, length: Ints) -> Ints:
    left, now = length.copy(), since.copy()
    for start, end, anew in window.suspensions:
        held = (end > now) & (start < now + left)
        left[held] = length[held] if anew else left[held] - np.maximum(0, start - now[held])
        now[held] = end
    result: Ints = np.minimum(INF, now + left)
    return result


def outstanding(columns: Columns) -> int:
    """The number of expected deliveries to sessions still listening that have not been received yet."""
    found = owed(Joined(columns))
    return int(np.count_nonzero((found.received == INF) & (found.end == INF)))
