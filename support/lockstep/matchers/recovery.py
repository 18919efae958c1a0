"""Matchers on recoveries: how a session recovered after its connection was lost, and how long that took.

A recovery consists of the rows of its stages. Its times count from its first attempt: until then there may have been
nothing to connect to. For the reports, `times` measures how long it took to be connected (reconnect), for its client
to catch up (resume), and to know everything that had been acknowledged (converge,
`lockstep.checks.properties.convergence`).
"""

from dataclasses import dataclass

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from lockstep.checks.properties.convergence import Converged, convergences
from lockstep.history.history import History
from lockstep.history.rows import Read, Recovery, Resume, Snapshot
from lockstep.matchers.delivery import Timing


@dataclass(frozen=True, slots=True)
class Return:
    """The last recovery of a session: its stages, whether all requested events were delivered, what was read."""

    stages: tuple[Recovery, ...]
    without_gap: bool
    reads: int

    def took_ms(self, stage: str) -> float | None:
        """The time from the first attempt to this stage; None if it was not reached."""
        begun = next((row.t for row in self.stages if row.stage == "trying"), None)
        reached = [row.t for row in self.stages if row.stage == stage]
        return None if begun is None or not reached else (reached[-1] - begun) / 1e6

    @property
    def came_to(self) -> str:
        """The last stage, in words."""
        if not self.stages:
            return "no connection was lost, or there was no attempt to reconnect"
        last = self.stages[-1]
        return f"it {last.stage}{f' ({last.reason})' if last.reason else ''}"


def last_return(history: History, session: str) -> Return:
    """The session's last recovery."""
    rows = list(history.of(Recovery, session=session))
    begun = max((at for at, row in enumerate(rows) if row.stage == "lost"), default=0)
    stages = tuple(rows[begun:])
    since = stages[0].i if stages else 0
    answers = [row for row in history.of(Resume, since, session=session) if row.phase != "requested"]
    claims = answers[-1].claims.values() if answers else ()
    person = session.partition("/")[0]
    looks = (row for row in history.rows(since) if isinstance(row, Read | Snapshot) and row.person == person)
    reads = sum(1 for row in looks if isinstance(row, Snapshot) or row.channel is not None)
    return Return(stages, bool(claims) and all(claim.recovered for claim in claims), reads)


class _Recovered(BaseMatcher[History]):
    def __init__(self, session: str, limit_ms: float, *, gap: bool) -> None:
        self._session, self._limit_ms, self._gap = session, limit_ms, gap

    def _wrong(self, history: History) -> str:
        found = last_return(history, self._session)
        took = found.took_ms("recovered")
        if took is None:
            return found.came_to
        if took > self._limit_ms:
            return f"it took {took:.0f} ms"
        if not self._gap:
            return "" if found.without_gap else "the backend could not deliver the missed events"
        if found.without_gap:
            return "the backend delivered all missed events"
        return "" if found.reads else "nothing was read in place of the missed events"

    def _matches(self, item: History) -> bool:
        return not self._wrong(item)

    def describe_to(self, description: Description) -> None:
        how = "by reading the events that could not be delivered" if self._gap else "without a gap"
        description.append_text(f"{self._session} recovered {how} within {self._limit_ms:.0f} ms")

    def describe_mismatch(self, item: History, mismatch_description: Description) -> None:
        mismatch_description.append_text(self._wrong(item))


class _Converged(BaseMatcher[History]):
    def __init__(self, session: str, limit_ms: float) -> None:
        self._session, self._limit_ms = session, limit_ms

    def _matches(self, item: History) -> bool:
        found = _converged(item, self._session)
        return found is not None and found.took_ms <= self._limit_ms

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._session} up to date within {self._limit_ms:.0f} ms")

    def describe_mismatch(self, item: History, mismatch_description: Description) -> None:
        found = _converged(item, self._session)
        mismatch_description.append_text(
            "it did not receive every change, or there was none to receive"
            if found is None
            else f"it took {found.took_ms:.0f} ms until it received the last of {found.learned} changes"
        )


class _RefusedForGood(BaseMatcher[History]):
    def __init__(self, session: str) -> None:
        self._session = session

    def _matches(self, item: History) -> bool:
        stages = last_return(item, self._session).stages
        return bool(stages) and stages[-1].stage == "refused"

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._session} permanently rejected")

    def describe_mismatch(self, item: History, mismatch_description: Description) -> None:
        mismatch_description.append_text(last_return(item, self._session).came_to)


def converged_within(session: str, limit_ms: float) -> BaseMatcher[History]:
    """The reconnected session knew everything that had been acknowledged within this many milliseconds."""
    return _Converged(session, limit_ms)


def recovered_without_gap(session: str, limit_ms: float) -> BaseMatcher[History]:
    """The session's last recovery received all missed events within this many milliseconds."""
    return _Recovered(session, limit_ms, gap=False)


def recovered_by_reading(session: str, limit_ms: float) -> BaseMatcher[History]:
    """The session's last recovery learned that events were missed, and read them, within this many milliseconds."""
    return _Recovered(session, limit_ms, gap=True)


def refused_for_good(session: str) -> BaseMatcher[History]:
    """The session's last recovery ended because the server permanently rejected it."""
    return _RefusedForGood(session)


def times(history: History, budget_ms: float, tolerance_ms: float) -> list[Timing]:
    """How long the last recovery of every session took: to connect, to catch up, to know everything."""
    found = []
    for session in dict.fromkeys(row.session for row in history.of(Recovery) if row.session is not None):
        back = last_return(history, session)
        stages = ("reconnect", "connected"), ("resume", "recovered")
        found += [(name, back.took_ms(stage), f"{session} was {stage}") for name, stage in stages]
    found += [
        ("converge", one.took_ms, f"{one.session} received the last of {one.learned} changes")
        for one in convergences(history.rows())
    ]
    return [
        Timing(
            budget=name,
            budget_ms=budget_ms,
            tolerance_ms=round(tolerance_ms, 1),
            deliveries=1,
            over=int(took > budget_ms + tolerance_ms),
            worst_ms=round(took, 1),
            worst=what,
        )
        for name, took, what in found
        if took is not None
    ]


def _converged(history: History, session: str) -> Converged | None:
    return next((one for one in convergences(history.rows()) if one.session == session), None)
