"""P6, one result per idempotency key: however often a write is tried, it happens once and is answered alike.

Applies when: the target promises `idempotency` and a key was tried again: attempts with the same key by the same
person, with the same operation and body, are one write. An attempt with another body is not.

Must: all acknowledged attempts name one entity at one version with one projected answer, apart from the fields that
the target declares volatile.

May: of each kind and channel the attempts may cause as many events as one of their answers stated (one, where none
was acknowledged). An event counts for the write that it names, whatever its text. A refused attempt (429, say) gives
no result and is not compared. The same event received twice is P2's.

Violated by: two acknowledgements that differ, or more events than one write causes.

Unknown when: there is no barrier: another event might still have come.

Witness: the two answers, or the events.

Catches in practice: a retry after a time-out that posts twice; a key kept in the memory of one server; a key
forgotten when the answer got lost; a second attempt answered with an error, or with what the entity has become since.

Source: FR-004 and FR-010; the Idempotency-Key header of the IETF's HTTP API working group.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Any

from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.findings import Finding, Rule, missing_evidence
from lockstep.checks.narration import Telling
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Invoke, Ok, Recv

RULE = Rule("P6", "one result per idempotency key")


def check(pairing: Pairing) -> Verdict:
    """Judge every key that more than one attempt carried."""
    if not pairing.facts.promises.idempotency:
        return RULE.not_applicable("the target promises nothing about idempotency keys")
    judge = _Judge(pairing)
    tried = [attempts for attempts in _by_key(pairing).values() if len(attempts) > 1]
    for attempts in tried:
        judge.answers(attempts)
        judge.events(attempts)
    return RULE.verdict(
        len(tried),
        judge.findings,
        none="no write with an idempotency key was tried again",
        unknown=missing_evidence(pairing.facts),
        looked_ms=pairing.facts.looked_ms,
    )


def _by_key(pairing: Pairing) -> dict[Hashable, list[Invoke]]:
    found: dict[Hashable, list[Invoke]] = defaultdict(list)
    for row in pairing.facts.rows:
        if isinstance(row, Invoke) and row.key is not None:
            found[row.person, row.key, row.operation, row.channel, row.sent, row.body].append(row)
    return found


class _Judge:
    def __init__(self, pairing: Pairing) -> None:
        self.pairing = pairing
        self.telling = Telling(pairing.facts)
        self.findings: list[Finding] = []
        self._volatile = pairing.facts.promises.volatile
        self._oks: dict[tuple[str, int], Ok] = {}
        for row in pairing.facts.rows:
            if isinstance(row, Ok):
                self._oks.setdefault((row.w, row.attempt), row)
        self._heard: dict[str, list[Recv]] = defaultdict(list)
        for arrival in pairing.arrivals:
            if arrival.counts and arrival.recv.channel is not None:
                expected = arrival.expected
                w = arrival.recv.cause if expected is None else expected.write.invoke.w
                self._heard[w or ""].append(arrival.recv)

    def answers(self, attempts: list[Invoke]) -> None:
        """Compare each acknowledgement with the first."""
        oks = self._acknowledged(attempts)
        for other in oks[1:]:
            if self._result(oks[0]) != self._result(other):
                self._answered_otherwise(oks[0], other)

    def events(self, attempts: list[Invoke]) -> None:
        """Count what was received of all attempts."""
        events: dict[tuple[str, str], dict[Hashable, Recv]] = defaultdict(dict)
        for w in dict.fromkeys(attempt.w for attempt in attempts):
            for recv in self._heard[w]:
                if recv.entity is not None:
                    events[recv.kind, recv.channel or ""].setdefault((recv.entity, recv.version), recv)
        oks = self._acknowledged(attempts)
        for (kind, channel), different in events.items():
            told = max((sum((e.kind, e.channel) == (kind, channel) for e in ok.effects) for ok in oks), default=0)
            if len(different) > max(1, told):
                self._happened_again(attempts[0], list(different.values()))

    def _acknowledged(self, attempts: Iterable[Invoke]) -> list[Ok]:
        found = (self._oks.get((attempt.w, attempt.attempt)) for attempt in attempts)
        return sorted((ok for ok in found if ok is not None), key=lambda ok: ok.i)

    def _result(self, ok: Ok) -> tuple[str | None, int | None, Any]:
        said: Any = ok.digest
        if isinstance(ok.payload, dict):
            said = {name: value for name, value in ok.payload.items() if name not in self._volatile}
        return ok.entity, ok.version, said

    def _answered_otherwise(self, first: Ok, other: Ok) -> None:
        telling = self.telling

        def tell() -> str:
            left, right = telling.values(first.payload, other.payload)
            return (
                f"{first.person} tried one write with one idempotency key again, and the answer at "
                f"{telling.at(other.t)} was {telling.thing(other.entity)} version {other.version} ({right}), but at "
                f"{telling.at(first.t)} it had been {telling.thing(first.entity)} version {first.version} ({left})."
            )

        self.findings.append(Finding((first.i, other.i), other.t, tell))

    def _happened_again(self, invoke: Invoke, recvs: list[Recv]) -> None:
        telling = self.telling

        def tell() -> str:
            heard = " and ".join(
                f"{telling.event(recv)} of {telling.thing(recv.entity)} at {telling.at(recv.t)}" for recv in recvs
            )
            return (
                f"{invoke.person}'s {invoke.operation}, first invoked at {telling.at(invoke.t)} and tried again with "
                f"the same idempotency key, happened {len(recvs)} times: {heard} were received."
            )

        self.findings.append(Finding(tuple(recv.i for recv in recvs), max(recv.t for recv in recvs), tell))
