"""Barriers: later events of a channel that prove an earlier one should have arrived before them.

In a channel whose order is promised, an event of a write that was invoked after the missing one's was acknowledged
is such a proof (within one kind, unless order holds across kinds or events are numbered; the suite's own markers are
made for this), and so is any higher number of the same epoch, where another session tells the missing event's number.
A leak, which the session was at no moment entitled to, proves nothing.
See docs/properties.md, "Windows".
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.sessions import Session
from lockstep.checks.facts.writes import Expected
from lockstep.history.rows import Recv


class Later:
    """Events by a rising key; the first to arrive of all those above a key is found at once."""

    def __init__(self, events: Sequence[tuple[int, Recv]]) -> None:
        ordered = sorted(events, key=lambda event: event[0])
        self._keys = [key for key, _ in ordered]
        self._first: list[Recv] = []
        for _, recv in reversed(ordered):
            best = self._first[-1] if self._first else recv
            self._first.append(recv if recv.t < best.t else best)
        self._first.reverse()

    def above(self, key: int) -> Recv | None:
        """The first event to arrive among those with a greater key."""
        at = bisect_right(self._keys, key)
        return self._first[at] if at < len(self._first) else None


class Barriers:
    """Finds barriers, each channel of each session indexed when first asked for."""

    def __init__(self, pairing: Pairing) -> None:
        """Nothing is indexed yet."""
        self._tracks, self._windows = pairing.tracks, pairing.windows
        promises = pairing.facts.promises
        self._ordered = promises.numbers or promises.order == "channel"
        self._any_kind = promises.numbers or promises.across_kinds
        self._by_write: dict[tuple[Session, str, str | None], Later] = {}
        self._by_number: dict[tuple[Session, str], dict[str | int | None, Later]] = {}

    def after(self, expected: Expected, session: Session, counted_from: int) -> Recv | None:
        """The first event on this session that `expected`, acknowledged at `counted_from` (ns), should have preceded;
        None where nothing proves it."""
        found = [self._later_write(expected, session, counted_from), self._higher_number(expected, session)]
        return min((recv for recv in found if recv is not None), key=lambda recv: recv.t, default=None)

    def _later_write(self, expected: Expected, session: Session, counted_from: int) -> Recv | None:
        if not self._ordered:
            return None
        channel = expected.effect.channel
        kind = None if self._any_kind else expected.effect.kind
        key = (session, channel, kind)
        if key not in self._by_write:
            self._by_write[key] = Later(
                [
                    (arrival.expected.write.invoke.t, arrival.recv)
                    for arrival in self._track(session, channel)
                    if arrival.expected is not None and kind in {None, arrival.recv.kind}
                ]
            )
        return self._by_write[key].above(counted_from)

    def _higher_number(self, expected: Expected, session: Session) -> Recv | None:
        numbered = next((recv for recv in expected.received.values() if recv.seq is not None), None)
        if numbered is None or numbered.seq is None:
            return None
        later = self._numbers(session, expected.effect.channel).get(numbered.epoch)
        found = None if later is None else later.above(numbered.seq)
        return found if found is not None and found.t >= expected.write.invoke.t else None

    def _numbers(self, session: Session, channel: str) -> dict[str | int | None, Later]:
        """The numbered events of each epoch of a channel."""
        key = (session, channel)
        if key not in self._by_number:
            epochs: dict[str | int | None, list[tuple[int, Recv]]] = defaultdict(list)
            for arrival in self._track(session, channel):
                if arrival.recv.seq is not None:
                    epochs[arrival.recv.epoch].append((arrival.recv.seq, arrival.recv))
            self._by_number[key] = {epoch: Later(events) for epoch, events in epochs.items()}
        return self._by_number[key]

    def _track(self, session: Session, channel: str) -> Sequence[Arrival]:
        """What the session received of a channel, but leaks: these say nothing of what should have come before."""
        window = self._windows.of(session, channel)
        return [
            arrival
            for arrival in self._tracks.get((session, channel), ())
            if window is None or window.possibly(_written(arrival), arrival.recv.t)
        ]


def _written(arrival: Arrival) -> int:
    return arrival.recv.t if arrival.expected is None else min(arrival.expected.write.invoke.t, arrival.recv.t)
