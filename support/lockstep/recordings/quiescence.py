"""Quiescence: how a scenario waits until the system is quiet, so that a missing event is proof.

Absence means something only if every expected event had time to arrive. So: wait until nothing is outstanding or its
deadline has passed; write a marker into every channel with a listener, and wait for the markers in the same way; then
let every open connection make a ping round trip, which also reveals events sent to an outsider; then record
`settled`. Targets without markers declare a drain time, counted from the last arrival. If events still keep arriving
when the loss deadline has passed once more, the system did not settle: `settled` is not recorded, and absence remains
unknown. See docs/properties.md, "Settling".
"""

import uuid
from collections.abc import Callable, Iterable
from typing import Any, Literal

from lockstep.actors.actor import Actor
from lockstep.actors.session import Session
from lockstep.checks.facts.sessions import MS
from lockstep.checks.live_history.pending_deliveries import PendingDeliveries
from lockstep.history.history import History
from lockstep.history.recorder import Recorder
from lockstep.history.rows import Header, Promises, Recv, Settled


class Quiescence:
    """Waits until one history is quiet."""

    def __init__(
        self,
        recorder: Recorder,
        promises: Promises,
        call: Callable[..., Any],
        tolerance_ms: float,
        pending: PendingDeliveries | None = None,
    ) -> None:
        """`call` runs something on the background loop and waits for it; `pending` knows what earlier looks at this
        history found."""
        self._recorder = recorder
        self._history: History = recorder.history
        self._promises = promises
        self._call = call
        self._tolerance_ms = tolerance_ms
        self._pending = pending or PendingDeliveries(self._history.rows)

    def wait_for_quiet(self, actors: Iterable[Actor]) -> None:
        """Wait until the system is quiet, and record it in the history if it became quiet."""
        people = list(actors)
        since = self._history.now()
        self._wait_for_outstanding()
        channels = self._mark(people) if self._promises.markers else self._drain()
        if channels is None:
            return
        self._wait_for_outstanding()
        answered, silent = self._round_trips(people)
        how: Literal["markers", "drain"] = "markers" if self._promises.markers else "drain"
        row = Settled(how=how, since=since, channels=tuple(channels), answered=answered, silent=silent)
        self._recorder.record(row)

    def _wait_for_outstanding(self) -> None:
        """Wait until nothing is outstanding. Checked again only when as many events have arrived as are missing."""
        while True:
            waiting = self._pending.look(self._tolerance_ms)
            left_s = (waiting.deadline - self._history.now()) / 1e9
            if waiting.missing == 0 or left_s <= 0:
                return
            self._history.wait(self._arrivals(waiting.missing), left_s)

    def _arrivals(self, wanted: int) -> Callable[[], bool]:
        """Whether as many events have arrived from now on; each time it is asked, only what is new is counted."""
        cursor, count = self._history.cursor(), 0

        def enough() -> bool:
            nonlocal cursor, count
            rows = self._history.rows(cursor)
            cursor += len(rows)
            count += sum(isinstance(row, Recv) and row.event for row in rows)
            return count >= wanted

        return enough

    def _mark(self, people: list[Actor]) -> list[str]:
        """Write one marker into each channel that an open session is subscribed to; those in which one stands."""
        marked: set[str] = set()
        for actor in people:
            for session in actor.sessions.values():
                for channel in sorted(session.channels - marked) if session.is_open else ():
                    if self._call(actor.mark, channel, f"mark-{uuid.uuid4().hex}", session.device).outcome == "ok":
                        marked.add(channel)
        return sorted(marked)

    def _drain(self) -> list[str] | None:
        """Wait until nothing has arrived for the target's drain time; None if this did not happen."""
        quiet_s = self._promises.drain_ms / 1000
        (header,) = self._history.of(Header)
        last = self._history.now() + round(header.budgets.loss_ms * MS)
        while True:
            if not self._history.wait(self._arrivals(1), quiet_s):
                return sorted({row.channel for row in self._history.of(Recv, event=True) if row.channel})
            if self._history.now() >= last:
                return None

    def _round_trips(self, people: list[Actor]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        sessions: list[Session] = [one for actor in people for one in actor.sessions.values() if one.is_open]
        answers = {session.conn: bool(self._call(session.round_trip)) for session in sessions}
        answered = tuple(conn for conn, answer in answers.items() if answer)
        return answered, tuple(conn for conn, answer in answers.items() if not answer)
