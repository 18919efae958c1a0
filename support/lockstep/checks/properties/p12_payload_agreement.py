"""P12, payload agreement: one version of one entity has the same content everywhere.

Applies when: one version of an entity was stated twice: in an answer, in an event or in a read; or two versions of
which one follows the other, where the adapter says what the write between them may change.

Must: for each entity and version, the projected payloads of the API's answer, of every session's event and of every
read have one digest. A deletion is a tombstone with a version of its own. Where versions are missing, the event must
carry what its writer supplied; and where the target promises causes, all events of one cause, kind, channel and
entity are the same in every field. What an acknowledged write may not change (the fields that it does not name, and
that do not follow from it) is in the version that it made as it was in the one before.

May: different versions may differ otherwise; what the target does not project is not compared.

Violated by: two statements of one version with different content; a field that changed though no write named it.

Unknown when: an event lacks the version or the payload that its write has.

Witness: the two statements, or those of the two versions, with the text or the fields that differ.

Catches in practice: an event built from other data than the answer (a stale cache, the body of the request, another
serialiser); truncated or re-encoded text; an edit that overtakes its own event; a partial change that empties what it
does not name.

Source: FR-003 and FR-012.
"""

from typing import Any, NamedTuple

from lockstep.checks.facts.facts import Arrival
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.write_subjects import deletes
from lockstep.checks.facts.writes import Expected, Write
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Ok, Recv

RULE = Rule("P12", "payload agreement")


class _Said(NamedTuple):
    """One row that says what a version of an entity is; `where` finishes "it is ... in"."""

    row: int
    t: int
    digest: str
    payload: Any
    where: str


def check(pairing: Pairing) -> Verdict:
    """Judge every version of every entity, and every event without version whose write is known."""
    judge = _Judge(pairing)
    judge.answers()
    judge.events()
    judge.reads()
    judge.unnamed()
    incomparable = judge.incomparable
    return RULE.verdict(
        judge.instances + incomparable,
        judge.findings,
        none="no version of an entity was stated twice",
        unknown=f"{incomparable} events carried no version or payload to compare" if incomparable else "",
    )


class _Judge:
    def __init__(self, pairing: Pairing) -> None:
        self.pairing = pairing
        self.telling = Telling(pairing.facts)
        self.instances = self.incomparable = 0
        self.findings: list[Finding] = []
        self._said: dict[tuple[str, int], _Said] = {}
        self._caused: dict[tuple[str, str, str, str | None], Arrival] = {}

    def answers(self) -> None:
        """What the API answered: the first to be compared with."""
        for row in self.pairing.facts.rows:
            if isinstance(row, Ok) and row.entity is not None and row.version is not None and row.digest is not None:
                said = _Said(row.i, row.t, row.digest, row.payload, f"the API's answer to {row.person}")
                self._compare(row.entity, row.version, said)
            for shown in row.shows if isinstance(row, Ok) else ():
                if shown.version is not None and shown.digest is not None:
                    said = _Said(row.i, row.t, shown.digest, shown.payload, f"the API's answer to {row.person}")
                    self._compare(shown.entity, shown.version, said)

    def events(self) -> None:
        """What each session received."""
        for arrival in self.pairing.arrivals:
            if not arrival.counts:
                continue
            recv = arrival.recv
            if recv.entity is not None and recv.version is not None and recv.digest is not None:
                where = f"the event to {self.telling.who(arrival.session)}"
                self._compare(recv.entity, recv.version, _Said(recv.i, recv.t, recv.digest, recv.payload, where))
            elif arrival.expected is not None and recv.version is None:
                self._compare_sent(arrival, recv)
                self._compare_caused(arrival, arrival.expected)
            elif arrival.expected is not None and arrival.expected.effect.version is not None:
                self.incomparable += 1

    def reads(self) -> None:
        """What reads showed."""
        for look in self.pairing.facts.looks:
            for shown in look.shows:
                if shown.version is not None and shown.digest is not None:
                    where = f"{look.person}'s read {look.operation}"
                    said = _Said(look.i, look.t, shown.digest, shown.payload, where)
                    self._compare(shown.entity, shown.version, said)

    def unnamed(self) -> None:
        """What each acknowledged write left as it was."""
        for write in self.pairing.facts.writes.values():
            row, changes = write.answer, write.invoke.changes
            if write.state != "ok" or write.unsure or changes is None or row is None:
                continue
            if row.entity is None or row.version is None or deletes(write.invoke.operation):
                continue
            before, after = (self._said.get((row.entity, version)) for version in (row.version - 1, row.version))
            if before is not None and after is not None:
                self._compare_unnamed(row.entity, write, before, after)

    def _compare_unnamed(self, entity: str, write: Write, before: _Said, after: _Said) -> None:
        old, new = before.payload, after.payload
        if not isinstance(old, dict) or not isinstance(new, dict):
            return
        self.instances += 1
        other = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        other = [name for name in other if name not in (write.invoke.changes or ())]
        if not other:
            return

        def tell() -> str:
            telling, name = self.telling, other[0]
            left, right = telling.values({name: old.get(name)}, {name: new.get(name)})
            return (
                f"{write.invoke.person}'s {write.invoke.operation} at {telling.at(write.invoke.t)} does not name"
                f" {', '.join(other)} of {telling.subject(entity)}, but {name} was {left} in {before.where} at"
                f" {telling.at(before.t)}, and is {right} in {after.where} at {telling.at(after.t)}."
            )

        self.findings.append(Finding((before.row, after.row), after.t, tell))

    def _compare(self, entity: str, version: int, said: _Said) -> None:
        first = self._said.setdefault((entity, version), said)
        if first is said:
            return
        self.instances += 1
        if first.digest == said.digest:
            return

        def tell() -> str:
            telling = self.telling
            left, right = telling.values(first.payload, said.payload)
            return (
                f"{telling.subject(entity)}, version {version}, is {left} in {first.where} at "
                f"{telling.at(first.t)}, but {right} in {said.where} at {telling.at(said.t)}."
            )

        self.findings.append(Finding((first.row, said.row), said.t, tell))

    def _compare_sent(self, arrival: Arrival, recv: Recv) -> None:
        expected = arrival.expected
        if expected is None:
            return
        sent = expected.effect.sent
        if sent is None or recv.sent is None:
            self.incomparable += expected.effect.version is not None
            return
        self.instances += 1
        if sent == recv.sent:
            return

        def tell() -> str:
            answer = expected.write.answer
            wrote, heard = self.telling.values(None if answer is None else answer.payload, recv.payload)
            return (
                f"{self.telling.who(arrival.session)} received {recv.kind} {self.telling.origin(expected)}, "
                f"{self.telling.arrival(recv)}, with content other than was sent: {heard}; the answer said {wrote}."
            )

        self.findings.append(Finding((expected.write.invoke.i, recv.i), recv.t, tell))

    def _compare_caused(self, arrival: Arrival, expected: Expected) -> None:
        recv, write = arrival.recv, expected.write
        if not self.pairing.facts.promises.cause or recv.cause is None or recv.digest is None:
            return
        if self.pairing.caused_by(recv) is not write:
            return
        effects = [one.effect for one in write.expected if one.effect.kind == recv.kind]
        alike = [effect for effect in effects if effect.channel == recv.channel]
        if recv.channel is None or (recv.entity is None and len(alike) > 1):
            return
        first = self._caused.setdefault((recv.cause, recv.kind, recv.channel, recv.entity), arrival)
        if first is arrival:
            return
        self.instances += 1
        if first.recv.digest == recv.digest:
            return

        def tell() -> str:
            telling = self.telling
            left, right = telling.values(first.recv.payload, recv.payload)
            return (
                f"{telling.who(first.session)} and {telling.who(arrival.session)} received one event {recv.kind} "
                f"{telling.origin(expected)}, with different content: {left} {telling.arrival(first.recv)}, "
                f"and {right} {telling.arrival(recv)}."
            )

        self.findings.append(Finding((first.recv.i, recv.i), recv.t, tell))
