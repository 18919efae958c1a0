"""Statuses: what is announced and shown of them is what their owners last set.

Status is stated by entities `status:...` whose payload has `status`, in events and in reads. Every such statement is
an instance: an event must state what the write that caused it set; a read what was last set before it, or is being
set meanwhile. An event that no write caused is an instance if a write that did not fail set this status before, or
may have (its answer was lost, so that it names none): a status that none of these set is a violation.

Catches in practice: a status announced from the row read before the update, or kept in a cache.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate
from typing import Any

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.writes import Write
from lockstep.checks.findings import Finding
from lockstep.checks.narration import Telling
from lockstep.history.digest import digest
from lockstep.history.rows import Read, Snapshot


class _Setters:
    """The writes that set a status, or may have, and what they `sent`."""

    def __init__(self, writes: Iterable[Write]) -> None:
        self._writes = sorted(writes, key=lambda write: write.invoke.t)
        self.sent = {write.invoke.sent for write in self._writes}

    def before(self, t: int) -> Write | None:
        """The last that was invoked before (ns)."""
        at = bisect_left(self._writes, t, key=lambda write: write.invoke.t)
        return self._writes[at - 1] if at else None


class Statuses:
    """Judges everything announced and shown of statuses: `instances`, `findings`."""

    def __init__(self, pairing: Pairing) -> None:
        """Reads the whole history."""
        self.instances = 0
        self.findings: list[Finding] = []
        self._telling = Telling(pairing.facts)
        self._set = _set(pairing)
        self._settings = {entity: _Settings(writes) for entity, writes in self._set.items()}
        self._maybe = _maybe(pairing)
        self._setters: dict[tuple[str, str, str | None, str | None], _Setters] = {}
        for arrival in pairing.arrivals:
            status = _status(arrival.recv.entity, arrival.recv.payload) if arrival.counts else None
            if status is not None:
                self._event(arrival, status)
        for look in pairing.facts.looks:
            for shown in look.shows if look.status.startswith("2") else ():
                status = _status(shown.entity, shown.payload)
                if status is not None:
                    self._read(look, shown.entity, status)

    def _event(self, arrival: Arrival, status: str) -> None:
        recv = arrival.recv
        write = self._by_nobody(arrival, status) if arrival.expected is None else arrival.expected.write
        if write is None or write.invoke.sent is None:
            return
        self.instances += 1
        if write.invoke.sent == digest({"status": status}):
            return

        def tell() -> str:
            telling, who = self._telling, write.invoke.person
            return (
                f"{telling.who(arrival.session)} was told, {telling.arrival(recv)}, that the status of {who} is "
                f'"{status}", but {who} had set {_wanted(write)} at {telling.at(write.invoke.t)}.'
            )

        self.findings.append(Finding((write.invoke.i, recv.i), recv.t, tell))

    def _by_nobody(self, arrival: Arrival, status: str) -> Write | None:
        """For an event that nothing caused: the last write that set its status, or may have, if none set this one."""
        recv = arrival.recv
        if arrival.role != "phantom":
            return None
        key = (recv.entity or "", recv.kind, recv.channel, recv.author)
        if key not in self._setters:
            self._setters[key] = _Setters(
                one
                for one in (*self._set[recv.entity or ""], *self._maybe[recv.kind, recv.channel])
                if one.state != "fail" and recv.author in {None, one.invoke.person}
            )
        setters = self._setters[key]
        return None if setters.sent & {None, digest({"status": status})} else setters.before(recv.t)

    def _read(self, look: Read | Snapshot, entity: str, status: str) -> None:
        settings = self._settings.get(entity)
        last = None if settings is None else settings.last(look.since)
        if settings is None or last is None:
            return
        self.instances += 1
        if last.answer is None or settings.may_be(digest({"status": status}), last, look.t):
            return
        answered = last.answer

        def tell() -> str:
            who = last.invoke.person
            return (
                f'{self._telling.look(look)} showed that the status of {who} is "{status}", but {who} had last set '
                f"{_wanted(last)} at {self._telling.at(last.invoke.t)}, {self._telling.outcome(last)}."
            )

        self.findings.append(Finding((last.invoke.i, answered.i, look.i), look.t, tell))


class _Settings:
    """The writes that set one status."""

    def __init__(self, writes: list[Write]) -> None:
        answered = [(one.answer.t, one) for one in writes if one.state == "ok" and one.answer is not None]
        answered.sort(key=lambda one: one[0])
        self._times = [t for t, _ in answered]
        self._last = list(accumulate((one for _, one in answered), _later))
        self._by_sent: dict[str | None, list[Write]] = defaultdict(list)
        for one in writes:
            if one.state != "fail":
                self._by_sent[one.invoke.sent].append(one)

    def last(self, t: int) -> Write | None:
        """Of those answered before `t`, the one that was invoked last."""
        at = bisect_left(self._times, t)
        return self._last[at - 1] if at else None

    def may_be(self, sent: str, last: Write, t: int) -> bool:
        """Whether the status may be this at `t`: `last` set it so, or a write that was not over before that."""
        return any(
            one.invoke.t < t and (one.answer is None or one.state != "ok" or one.answer.t >= last.invoke.t)
            for one in self._by_sent.get(sent, ())
        )


def _later(one: Write, other: Write) -> Write:
    return other if other.invoke.t > one.invoke.t else one


def _set(pairing: Pairing) -> dict[str, list[Write]]:
    """The writes that set each status, including unanswered ones."""
    writes = pairing.facts.writes.values()
    owners = {}
    for write in writes:
        if write.state == "ok" and write.answer and (write.answer.entity or "").startswith("status:"):
            owners[write.invoke.person, write.invoke.operation] = write.answer.entity or ""
    found: dict[str, list[Write]] = defaultdict(list)
    for write in writes:
        entity = owners.get((write.invoke.person, write.invoke.operation))
        if entity is not None and write.invoke.sent is not None:
            found[entity].append(write)
    return found


def _maybe(pairing: Pairing) -> dict[tuple[str, str | None], list[Write]]:
    """Writes of unknown outcome that name no entity, by the kind and channel of the events they may cause."""
    found: dict[tuple[str, str | None], list[Write]] = defaultdict(list)
    for expected in pairing.expected:
        if expected.write.state == "info" and expected.effect.entity is None:
            found[expected.effect.kind, expected.effect.channel].append(expected.write)
    return found


def _status(entity: str | None, payload: Any) -> str | None:
    said = payload.get("status") if (entity or "").startswith("status:") and isinstance(payload, dict) else None
    return said if isinstance(said, str) else None


def _wanted(write: Write) -> str:
    """What was set, if the answer repeats it as requested."""
    payload = None if write.answer is None else write.answer.payload
    told = payload.get("status") if isinstance(payload, dict) else None
    return f'"{told}"' if isinstance(told, str) and digest({"status": told}) == write.invoke.sent else "another one"
