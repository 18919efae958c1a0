"""From findings to a verdict: which outcome, how many witnesses, in which order.

Violated beats unknown, unknown beats holds; without an instance a property is not applicable. A verdict shows at
most five witnesses, those of fewest rows and then the earliest first, and says in `reason` how many more there are.
"""

import heapq
from collections.abc import Callable, Sequence
from typing import NamedTuple

from lockstep.checks.facts.facts import Facts
from lockstep.checks.verdicts import Verdict, Witness

SHOWN = 5


class Finding(NamedTuple):
    """Rows (by index) that contradict a property, the time of the contradiction (ns), and how to tell it."""

    rows: tuple[int, ...]
    t: int
    tell: Callable[[], str]


class Rule(NamedTuple):
    """A property's id and name."""

    id: str
    name: str

    def not_applicable(self, reason: str) -> Verdict:
        """There is nothing to judge."""
        return Verdict(property=self.id, name=self.name, outcome="not applicable", reason=reason)

    def verdict(
        self,
        instances: int,
        findings: Sequence[Finding],
        *,
        none: str,
        unknown: str = "",
        note: str = "",
        looked_ms: float | None = None,
    ) -> Verdict:
        """Conclude. `none` says why there is no instance, in case there is none; `unknown` says which evidence is
        missing, empty if none is; `note` is added to the reason."""
        if not instances and not findings:
            return self.not_applicable(_sentences(none, note))
        if not findings:
            return Verdict(
                property=self.id,
                name=self.name,
                outcome="unknown" if unknown else "holds",
                instances=instances,
                reason=_sentences(unknown, note),
                looked_ms=looked_ms,
            )
        shown = heapq.nsmallest(SHOWN, findings, key=lambda finding: (len(finding.rows), finding.t, finding.rows))
        more = len(findings) - len(shown)
        return Verdict(
            property=self.id,
            name=self.name,
            outcome="violated",
            instances=max(instances, len(findings)),
            witnesses=tuple(Witness(tuple(sorted(set(finding.rows))), finding.tell()) for finding in shown),
            reason=_sentences(f"{more} more like these" if more else "", note),
            looked_ms=looked_ms,
        )


def missing_evidence(facts: Facts) -> str:
    """Why it cannot be said that nothing else arrived; empty where it can."""
    if facts.unfenced:
        return facts.unfenced
    if facts.silent:
        names = ", ".join(connection.name for connection in facts.silent)
        return (
            f"no round trip was made after the last write on {names}, where something may still have been on its way"
        )
    return ""


def _sentences(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
