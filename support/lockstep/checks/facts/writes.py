"""Writes and the effects expected of them: all attempts of one write as one thing.

The write's invoke is its first attempt's. It is *ok* once an attempt was acknowledged, *fail* only if every attempt
failed, else *info* (nobody knows; an attempt without any outcome is one of these). The effects of all attempts are
one set: an acknowledged answer tells them exactly, so a vaguer effect of another attempt with the same kind and
channel is dropped. Outcomes of a write that was never invoked are left out.
See docs/properties.md, "Writes and their events".
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from lockstep.checks.facts.sessions import Session
from lockstep.history.rows import Effect, Fail, Info, Invoke, Ok, Recv

Outcome = Ok | Fail | Info


@dataclass(slots=True, eq=False)
class Write:
    """One write. `answer` is the first acknowledgement, else the first outcome of the kind that decides; `shown` the
    first event or read that shows an `info` write (its time in ns and its row)."""

    invoke: Invoke
    state: Literal["ok", "info", "fail"] = "info"
    answer: Outcome | None = None
    unsure: bool = False
    expected: "list[Expected]" = field(default_factory=list)
    shown: tuple[int, int] | None = None

    @property
    def counted_from(self) -> tuple[int, int] | None:
        """The time (ns) and row from which an effect's deadline counts: the acknowledgement, or the first sign that
        an `info` write happened; None where it is not known to have happened."""
        if self.state == "ok" and self.answer is not None:
            return self.answer.t, self.answer.i
        return self.shown if self.state == "info" else None


@dataclass(slots=True, eq=False)
class Expected:
    """One effect of a write, and the first event of each session that was it. `assumed` marks an effect that no
    answer told, inferred from an event of an `info` write: nobody must receive it."""

    write: Write
    effect: Effect
    assumed: bool = False
    received: dict[Session, Recv] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, int] | None:
        """Entity and version, where both are known."""
        effect = self.effect
        return None if effect.entity is None or effect.version is None else (effect.entity, effect.version)


def writes_of(invokes: Iterable[Invoke], outcomes: Iterable[Outcome]) -> dict[str, Write]:
    """Every write that was invoked, by its id, in the order of first invokes."""
    writes: dict[str, Write] = {}
    open_attempts: dict[str, set[int]] = {}
    answers: dict[str, list[Outcome]] = {}
    for invoke in invokes:
        writes.setdefault(invoke.w, Write(invoke))
        open_attempts.setdefault(invoke.w, set()).add(invoke.attempt)
    for outcome in outcomes:
        if outcome.w in writes:
            answers.setdefault(outcome.w, []).append(outcome)
            open_attempts[outcome.w].discard(outcome.attempt)
    for w, write in writes.items():
        _decide(write, answers.get(w, []), unanswered=bool(open_attempts[w]))
    return writes


def _decide(write: Write, answers: list[Outcome], *, unanswered: bool) -> None:
    oks: list[Outcome] = [answer for answer in answers if isinstance(answer, Ok)]
    infos: list[Outcome] = [answer for answer in answers if isinstance(answer, Info)]
    write.unsure = unanswered or bool(infos) or not answers
    if oks:
        write.state, write.answer = "ok", oks[0]
    elif write.unsure:
        write.state, write.answer = "info", infos[0] if infos else None
    else:
        write.state, write.answer = "fail", answers[0]
    told = dict.fromkeys(effect for answer in oks for effect in answer.effects)
    exact = {(effect.kind, effect.channel) for effect in told}
    rest = infos if write.state != "fail" else answers
    for effect in (effect for answer in rest for effect in answer.effects):
        if (effect.kind, effect.channel) not in exact:
            told.setdefault(effect)
    write.expected = [Expected(write, effect) for effect in told]
