"""The outcome of verdicts in words: the violated or unknown properties, and the error that reports them."""

from collections.abc import Iterable

from lockstep.checks.verdicts import Outcome, Verdict


class NotHeldError(AssertionError):
    """Properties are violated, or could not be judged. `verdicts` are all the verdicts on the history."""

    def __init__(self, verdicts: Iterable[Verdict], history: str) -> None:
        """`history` is the place of the recorded history."""
        self.verdicts = tuple(verdicts)
        lines = [told(self.verdicts, outcome) for outcome in ("violated", "unknown") if told(self.verdicts, outcome)]
        super().__init__("\n".join([*lines, f"The history is in {history}"]))


class LeftBehindError(Exception):
    """Items of a recording, or of the target's start, could not be removed; a sentence for each."""


def held(verdicts: Iterable[Verdict]) -> bool:
    """Whether no property is violated and none is unknown."""
    return not any(verdict.outcome in {"violated", "unknown"} for verdict in verdicts)


def told(verdicts: Iterable[Verdict], outcome: Outcome) -> str:
    """A line for each property of this outcome, with its first witness or the reason; empty if there is none."""
    return "\n".join(
        f"{verdict.property} {verdict.name} is {outcome}{_share(verdict)}: {_why(verdict)}"
        for verdict in verdicts
        if verdict.outcome == outcome
    )


def _share(verdict: Verdict) -> str:
    return f" ({len(verdict.witnesses)} of {verdict.instances})" if verdict.witnesses else ""


def _why(verdict: Verdict) -> str:
    if not verdict.witnesses:
        return verdict.reason or "no reason was given"
    return verdict.witnesses[0].text
