"""A columnar history joined once: the write of each arrival, its session, and its windows.

It does for arrays what `lockstep.checks.facts.pairing` does for rows. Subscriptions, rights and connections are rows
here too, so their windows are computed by the same code. An arrival belongs to the write that its cause names, if
kind, channel, entity and version match (of a write of unknown outcome only kind and channel, of one rejected or never
answered only the channel); otherwise to the write of the same kind, channel, entity and version; by count, where
versions are missing. Events requested again by a resume are repeats.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.sessions import INF, MS, Connection, Session
from lockstep.checks.facts.windows import Window, Windows
from lockstep.checks.findings import SHOWN
from lockstep.history.rows import Recv, Resume
from lockstep.load.columnar.columns import OK, REFUSED, UNKNOWN, Columns, Ints
from lockstep.load.columnar.pairing_by_count import CountedFrames

Mask = NDArray[np.bool_]


@dataclass(slots=True)
class Track:
    """What one session received of one channel: places among the arrivals, in order; `window` None: it never
    subscribed."""

    session: Session
    number: int
    channel: str
    index: int
    window: Window | None
    places: Ints


class Joined:
    """Arrivals and writes of one load run, joined."""

    def __init__(self, columns: Columns) -> None:
        """Join everything; linear in the arrivals except for sorting. Raises ValueError without a header."""
        c = self.columns = columns
        self.facts = Facts(columns.rows)
        self.promises = self.facts.promises
        self._last_frames()
        self.windows = Windows(self.facts)
        self.sessions = list(dict.fromkeys(one.session for one in self.facts.roster.connections.values()))
        self._places = {session: place for place, session in enumerate(self.sessions)}
        self.kind = c.w_kind()
        self.f_write = self._writes_of_frames()
        self.a_channel = c.f_channel[c.a_frame]
        self.a_session = self._sessions_of_arrivals()
        self.a_counts = self._counting()
        self.a_write = self.f_write[c.a_frame]
        self.a_first, self.a_again = self._firsts()
        self.counted_from = self._counted_from()
        self.tracks = self._tracks()
        self.a_repeat = self._repeats()
        self.a_leak = self._leaks()
        self.tolerance, self.loss = self.facts.tolerance, self.facts.loss

    # evidence

    @property
    def unfenced(self) -> str:
        """Why absence cannot be proved; empty if it can."""
        settled, last = self.facts.settled, self._last_answer()
        if self.facts.unfenced or settled is None:
            return self.facts.unfenced
        return "" if settled.t >= last else "nothing was settled after the last write"

    @property
    def missing_evidence(self) -> str:
        """As `lockstep.checks.findings.missing_evidence`."""
        if self.unfenced:
            return self.unfenced
        silent = [connection.name for connection in self.facts.silent]
        more = f" and {len(silent) - SHOWN} more" if len(silent) > SHOWN else ""
        names = ", ".join(silent[:SHOWN])
        return f"no round trip was made after the last write on {names}{more}" if names else ""

    @property
    def silent(self) -> set[Session]:
        """Sessions without a round trip at the end."""
        return {connection.session for connection in self.facts.silent}

    @property
    def looked_ms(self) -> float | None:
        """How long after the last answer the run waited; None if absence cannot be judged."""
        settled = self.facts.settled
        return None if settled is None or self.unfenced else round((settled.t - self._last_answer()) / MS, 3)

    def _last_answer(self) -> int:
        c = self.columns
        return int(max(c.w_answered.max(initial=-1), c.w_sent.max(initial=-1)))

    # joining

    def _last_frames(self) -> None:
        c = self.columns
        self.conns: dict[int, Connection] = {}
        for number in np.unique(c.a_conn).tolist():
            connection = self.facts.roster.connections.get(c.texts[number])
            if connection is None:
                raise ValueError(f"an arrival names connection {c.texts[number]!r}, which was never opened")
            self.conns[number] = connection
        latest = np.full(len(c.texts) + 1, -1, dtype=np.int64)
        counts = self._counting()
        np.maximum.at(latest, c.a_conn[counts], c.a_t[counts])
        for number, connection in self.conns.items():
            if latest[number] >= 0:
                connection.last_frame = max(int(latest[number]), connection.last_frame or 0)

    def _writes_of_frames(self) -> Ints:
        c = self.columns
        cause = np.where(c.f_cause >= 0, c.f_cause, 0)
        if not len(c.w_sent):
            return np.full(len(c.f_kind), -1, dtype=np.int64)
        same = (self.kind[cause] == c.f_kind) & (c.w_channel[cause] == c.f_channel)
        for mine, its in ((c.f_entity, c.w_entity[cause]), (c.f_version, c.w_version[cause])):
            same &= (mine < 0) | (its < 0) | (mine == its)
        untold = (c.w_state[cause] != UNKNOWN) | (self.kind[cause] < 0) | (self.kind[cause] == c.f_kind)
        unsure = (c.w_state[cause] != OK) & (c.w_channel[cause] == c.f_channel) & untold
        found = np.where((c.f_cause >= 0) & (same | unsure), cause, -1)
        versioned = (c.f_version >= 0) | (not self.promises.versions)
        rest = np.flatnonzero((found < 0) & (c.f_entity >= 0) & versioned)
        if len(rest):
            exact = {
                key: number
                for number, key in enumerate(zip(
                    self.kind.tolist(), c.w_channel.tolist(), c.w_entity.tolist(), c.w_version.tolist(), strict=True
                ))
            }  # fmt: skip
            counted = rest[c.f_version[rest] < 0].tolist()
            for place, w in CountedFrames(c, self.kind, causes=self.promises.cause).writes_of(counted).items():
                found[place] = w
            for place in rest[found[rest] < 0].tolist():
                key = (int(c.f_kind[place]), int(c.f_channel[place]), int(c.f_entity[place]), int(c.f_version[place]))
                found[place] = exact.get(key, -1)
        return found

    def _sessions_of_arrivals(self) -> Ints:
        table = np.full(len(self.columns.texts) + 1, -1, dtype=np.int64)
        for number, connection in self.conns.items():
            table[number] = self._places[connection.session]
        return table[self.columns.a_conn]

    def _counting(self) -> Mask:
        """Arrivals on a connection that another had replaced do not count."""
        table = np.full(len(self.columns.texts) + 1, INF, dtype=np.int64)
        for number, connection in self.conns.items():
            if connection.superseded is not None:
                table[number] = connection.superseded
        counts: Mask = self.columns.a_t <= table[self.columns.a_conn]
        return counts

    def _firsts(self) -> tuple[Mask, Mask]:
        """The first arrival of each write on each session, and the later ones."""
        first = np.zeros(len(self.columns.a_t), dtype=np.bool_)
        mine = np.flatnonzero((self.a_write >= 0) & self.a_counts)
        keys = self.a_session[mine] * max(1, len(self.columns.w_sent)) + self.a_write[mine]
        first[mine[np.unique(keys, return_index=True)[1]]] = True
        again = np.zeros_like(first)
        again[mine] = ~first[mine]
        return first, again

    def _counted_from(self) -> Ints:
        """When each write's deadlines begin: its acknowledgement, or the first event of one of unknown outcome; INF
        if it is not known to have happened."""
        c = self.columns
        counted = np.where(c.w_state == OK, c.w_answered, INF)
        shown = self.a_write >= 0
        shown &= c.w_state[self.a_write] == UNKNOWN if len(c.w_state) else False
        np.minimum.at(counted, self.a_write[shown], c.a_t[shown])
        return np.where(c.w_state == REFUSED, INF, counted)

    def _tracks(self) -> list[Track]:
        c = self.columns
        order = np.lexsort((np.arange(len(c.a_t)), self.a_channel, self.a_session))
        sessions, channels = self.a_session[order], self.a_channel[order]
        edges = np.flatnonzero(np.diff(sessions) | np.diff(channels)) + 1
        found: dict[tuple[int, int], Ints] = {}
        for part in np.split(order, edges):
            if len(part):
                found[int(self.a_session[part[0]]), int(self.a_channel[part[0]])] = part
        for index in np.unique(np.concatenate((c.w_channel, c.f_channel))).tolist():
            for session in self.windows.audience(c.texts[index]):
                found.setdefault((self._places[session], index), np.empty(0, dtype=np.int64))
        return [
            Track(self.sessions[number], number, c.texts[index], index, self.windows.of(self.sessions[number],
                  c.texts[index]), part)
            for (number, index), part in sorted(found.items())
        ]  # fmt: skip

    def _repeats(self) -> Mask:
        """Events requested by a resume that had been received already; the generator never requests any."""
        c = self.columns
        repeat = np.zeros(len(c.a_t), dtype=np.bool_)
        tracks = {(track.session, track.channel): track.places for track in self.tracks}
        epochs = {c.text(epoch): epoch for epoch in np.unique(c.f_epoch).tolist()}
        numbers = {connection.name: number for number, connection in self.conns.items()}
        for row in self.facts.subscriptions:
            if not isinstance(row, Resume) or row.phase != "requested" or row.conn not in numbers:
                continue
            connection = self.facts.roster.connection_of(row)
            for channel, asked in row.asked.items():
                places = tracks.get((connection.session, channel), np.empty(0, dtype=np.int64))
                frames = c.a_frame[places]
                same = (c.f_epoch[frames] >= 0) & (c.f_durable[frames] > 0) & (c.f_seq[frames] >= 0)
                same &= c.f_epoch[frames] == epochs.get(str(asked.epoch), -2)
                before = same & (c.a_t[places] < row.t)
                top = c.f_seq[frames[before]].max(initial=-1)
                if asked.seq is not None and asked.seq < top:
                    mine = same & (c.a_conn[places] == numbers[row.conn]) & (c.f_seq[frames] <= top)
                    repeat[places[mine & ~before]] = True
        return repeat

    def _leaks(self) -> Mask:
        """Arrivals to which their session had no right at any moment since their writes."""
        c = self.columns
        leak = np.zeros(len(c.a_t), dtype=np.bool_)
        for track in self.tracks:
            window = track.window
            if window is None or not window.possible:
                leak[track.places] = True
                continue
            t, written = c.a_t[track.places], self.a_write[track.places]
            since = np.where(written >= 0, np.minimum(np.append(c.w_sent, 0)[written], t), -INF)
            starts = np.array([start for start, _ in window.possible], dtype=np.int64)
            ends = np.array([end for _, end in window.possible], dtype=np.int64)
            found = np.searchsorted(starts, t, side="right") - 1
            leak[track.places] = (found < 0) | (ends[np.maximum(found, 0)] < since)
        return leak

    def excuses(self, place: int, what: str) -> bool:
        """Whether an arrival is the work of a declared fault that doubles, or garbles."""
        session, t = self.sessions[int(self.a_session[place])], int(self.columns.a_t[place])
        row = Recv(n=0, kind="", t=t, person=session.person, session=session.name)
        return self.facts.declared.excuses(row, what)

    # words

    def at(self, t: Any) -> str:
        """A moment, as seconds after the beginning."""
        return f"{(int(t) - self.facts.start) / 1e9:+.3f} s"

    def event(self, place: Any) -> str:
        """An arrival's event: "message:19 (chatroom_message_received, number 4)"."""
        c, frame = self.columns, self.columns.a_frame[place]
        number = f", number {c.f_seq[frame]}" if c.f_seq[frame] >= 0 else ""
        what = c.text(c.f_entity[frame])
        kind = f"{c.text(c.f_kind[frame])}{number}"
        return f"{what} ({kind})" if what else kind

    def write(self, w: Any) -> str:
        """A write: "that User 3 posted to chatroom:7 at +1.204 s"."""
        c = self.columns
        what, place = c.text(c.w_operation[w]), c.text(c.w_channel[w])
        return f"of {c.text(c.w_person[w])}'s {what} in {place} at {self.at(c.w_sent[w])}"
