"""The comparison of the judge with the oracle, history by history: alarms on healthy ones, misses on mutated ones.

A healthy history must have no property violated, and none unknown unless evidence is missing. A mutated history
counts if the second opinion says that a property the mutation names is broken; every property that it says is broken
must then be violated.
"""

import random
from collections import Counter
from dataclasses import dataclass, field

from lockstep.checks.judge import judge
from lockstep.history.rows import AnyRow, Close, Open, Read, Recv, Resume, Snapshot, Subscribe, Unsubscribe

from evidence.oracle.backend.simulator import simulate
from evidence.oracle.mutations import MUTATIONS, mutated
from evidence.oracle.opinion import broken
from evidence.oracle.plan import Plan, planned

HEALTHY = "healthy"
ORACLE = "broken by the oracle"
"""What is noted where the second opinion itself finds something in a healthy history: then the oracle is wrong."""
_EACH = 4
"""How many kinds of mutation are tried on one healthy history."""


@dataclass(frozen=True)
class Mismatch:
    """A history on which judge and oracle differ: what was done to it, the property, and what the judge said."""

    kind: str
    promise: str
    said: str
    plan: Plan
    seed: int

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.promise}-{self.said.replace(' ', '-')}"


@dataclass
class Tally:
    """What came out, by kind."""

    histories: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    mismatches: list[Mismatch] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count another's with this one."""
        self.histories += other.histories
        self.rows += other.rows
        self.wrong += other.wrong
        self.mismatches += other.mismatches


def outcomes(rows: list[AnyRow]) -> dict[str, str]:
    """What the judge says of each property."""
    return {verdict.property: verdict.outcome for verdict in judge(rows)}


def alarms(plan: Plan, rows: list[AnyRow]) -> dict[str, str]:
    """The properties of a healthy history that are not as they should be, with their outcome."""
    wrong = {"violated", "unknown"} if plan.setting.evidence == "whole" else {"violated"}
    found = {name: said for name, said in outcomes(rows).items() if said in wrong}
    if found.get("P17") == "unknown" and unheard(rows):
        del found["P17"]
    if found.get("P18") == "unknown" and paged(rows):
        del found["P18"]
    return found


def unheard(rows: list[AnyRow]) -> bool:
    """Whether some number up to that of a snapshot was received by nobody, which leaves P17 unknown."""
    heard = {(row.channel, row.epoch, row.seq) for row in rows if isinstance(row, Recv)}
    return any(
        (row.channel, row.position.epoch, seq) not in heard
        for row in rows
        if isinstance(row, Snapshot) and row.closing is None
        for seq in range(1, (row.position.seq or 0) + 1)
    )


def paged(rows: list[AnyRow]) -> bool:
    """Whether somebody read only a page after the last frame of a connection that they lost, or after they asked to
    leave a channel, which may leave P18 unknown."""
    last: dict[str | None, int] = {}
    lost: dict[str | None, int] = {}
    for place, row in enumerate(rows):
        if isinstance(row, Recv | Open | Subscribe | Resume):
            last[row.conn] = place
        elif isinstance(row, Close) and row.by != "us":
            lost[row.person] = min(last.get(row.conn, place), lost.get(row.person, place))
        elif isinstance(row, Unsubscribe):
            lost.setdefault(row.person, place)
    return any(
        isinstance(row, Read | Snapshot) and row.closing is None and not row.complete and place > lost[row.person]
        for place, row in enumerate(rows)
        if row.person in lost
    )


def misses(kind: str, rows: list[AnyRow]) -> dict[str, str] | None:
    """The broken properties that the judge does not call violated; None where the change breaks nothing it names."""
    found = broken(rows)
    if not found & set(MUTATIONS[kind].breaks):
        return None
    said = outcomes(rows)
    return {name: said.get(name, "missing") for name in sorted(found) if said.get(name) != "violated"}


def compared(seed: int) -> Tally:
    """One healthy history and some mutations of it."""
    tally = Tally()
    plan = planned(seed)
    healthy = simulate(plan)
    tally.histories[HEALTHY] += 1
    tally.rows += len(healthy)
    _note(tally, HEALTHY, alarms(plan, healthy), plan, seed)
    _note(tally, HEALTHY, dict.fromkeys(broken(healthy), ORACLE), plan, seed)
    for kind in random.Random(f"{seed} kinds").sample(sorted(MUTATIONS), _EACH):
        changed = mutated(kind, healthy, seed)
        missed = None if changed is None else misses(kind, changed)
        if missed is not None and changed is not None:
            tally.histories[kind] += 1
            tally.rows += len(changed)
            _note(tally, kind, missed, plan, seed)
    return tally


def _note(tally: Tally, kind: str, wrong: dict[str, str], plan: Plan, seed: int) -> None:
    tally.wrong[kind] += bool(wrong)
    tally.mismatches += [Mismatch(kind, name, said, plan, seed) for name, said in wrong.items()]


def remains(mismatch: Mismatch, rows: list[AnyRow], besides: dict[str, str] | None = None) -> bool:
    """Whether changed rows still show a mutation's mismatch, and nothing else is amiss but `besides`: otherwise rows
    without which the history makes no sense would be taken away, too."""
    if mismatch.promise not in broken(rows):
        return False
    said = outcomes(rows)
    amiss = {name: outcome for name, outcome in said.items() if outcome in {"violated", "unknown"}}
    if besides is not None and not amiss.items() <= besides.items():
        return False
    return said.get(mismatch.promise, "missing") == mismatch.said


def shows(mismatch: Mismatch, plan: Plan) -> list[AnyRow] | None:
    """The history of a plan if it shows the mismatch, else None."""
    rows = simulate(plan)
    if mismatch.kind == HEALTHY:
        if mismatch.said == ORACLE:
            return rows if mismatch.promise in broken(rows) else None
        return rows if alarms(plan, rows).get(mismatch.promise) == mismatch.said else None
    for seed in (mismatch.seed, *range(6)):
        changed = mutated(mismatch.kind, rows, seed)
        if changed is not None and remains(mismatch, changed):
            return changed
    return None


def table(tally: Tally) -> str:
    """A table by kind: how many histories, and how many with an alarm or a miss."""
    lines = ["| kind | breaks | histories | alarms or missed |", "|---|---|---|---|"]
    for kind in (HEALTHY, *sorted(MUTATIONS)):
        breaks = "nothing" if kind == HEALTHY else ", ".join(MUTATIONS[kind].breaks)
        lines.append(f"| {kind} | {breaks} | {tally.histories[kind]} | {tally.wrong[kind]} |")
    changed = sum(tally.histories.values()) - tally.histories[HEALTHY]
    missed = sum(tally.wrong.values()) - tally.wrong[HEALTHY]
    lines.append(f"| all mutations | | {changed} | {missed} |")
    return "\n".join(lines)
