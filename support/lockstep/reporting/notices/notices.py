"""Notices: subscribed receivers are notified when a run failed, fixed something, was flaky or exceeded a budget.

The settings `notices.failure`, `.mended`, `.flaky` and `.budget` say which receivers are notified of which kind. Each
receiver gets at most one message a run, with those of its kinds that occurred, and none if none did. It contains the
counts, up to `NAMED` scenarios of each kind, the smallest witness, and a link to more. A scenario is *mended* if it
did not pass when it was last executed, according to the store, and passes now.

Notices are sent when all reports are written. A receiver that does not accept its message, or not in time, is
reported in one line on the console and in `suite.log`; the run's exit code does not change. Addresses of receivers
are secrets and are never shown.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal, get_args

from lockstep.reporting.console.printable import printable
from lockstep.reporting.notices.receivers import Message, deliver
from lockstep.reporting.results import SKIPPED, RunResult, ScenarioResult
from lockstep.reporting.runs.past_durations import past
from lockstep.reporting.runs.store_report import database_of
from lockstep.settings import Settings
from lockstep.settings.model import hidden, receivers_in
from lockstep.store import StoreError

logger = logging.getLogger("lockstep")

Kind = Literal["failure", "mended", "flaky", "budget"]
Section = tuple[str, list[str]]

NAMED = 5
WITNESS = 1_000
_APPRISE: dict[Kind, str] = {"failure": "failure", "budget": "warning", "flaky": "warning", "mended": "success"}


class NoticesReport:
    """Notifies the receivers. `say` prints a line on the console."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        """Nothing is sent yet."""
        self._settings = settings
        self._say = say
        asked: dict[Kind, str] = {kind: getattr(settings, f"notices__{kind}") for kind in get_args(Kind)}
        self._asked: dict[Kind, list[str]] = {kind: receivers_in(text) for kind, text in asked.items()}

    def begun(self, run: RunResult) -> None:
        """Nothing yet."""

    def concluded(self, result: ScenarioResult) -> None:
        """Nothing yet."""

    def ended(self, run: RunResult) -> None:
        """Send the notices, and wait for them at most for the time limit."""
        if not any(self._asked.values()):
            return
        found: dict[Kind, Section] = {kind: section for kind, section in self._found(run) if section[1]}
        receivers = dict.fromkeys(one for kind in found for one in self._asked[kind])
        messages = [self._message(run, one, found) for one in receivers]
        if not messages:
            return
        try:
            missed = deliver(messages)
        except (OSError, KeyboardInterrupt) as error:
            self._warn(f"notices could not be sent ({error or 'they were interrupted'})")
            return
        if missed:
            who = ", ".join(hidden(messages[place].to) for place in missed)
            self._warn(f"the notice to {who} was not taken: try the address with `apprise -vv -b hello ADDRESS`")

    def _message(self, run: RunResult, receiver: str, found: dict[Kind, Section]) -> Message:
        kinds = [kind for kind in found if receiver in self._asked[kind]]
        sections = [found[kind] for kind in kinds]
        parts = [f"{run.totals().told} in {run.duration:.0f} s (exit code {run.exit_code})"]
        parts += ["\n".join((head, *_some(lines))) for head, lines in sections]
        witness = smallest_witness(run)
        if witness and not {"failure", "flaky"}.isdisjoint(kinds):
            parts.append(f"The smallest witness:\n{_cut(witness)}")
        parts.append(f"Read on: {self._link(run)}")
        planted = f", plant {run.plant}" if run.plant else ""
        title = f"Lockstep, target {run.target}{planted}: {'; '.join(head.rstrip(':') for head, _ in sections)}"
        body = "\n\n".join(parts)
        return Message(to=receiver, title=printable(title), body=printable(body), kind=_APPRISE[kinds[0]])

    def _link(self, run: RunResult) -> str:
        address = self._settings.notices__link
        return address.replace("{run}", run.id) if address else str(Path(run.reports).absolute())

    def _found(self, run: RunResult) -> Iterator[tuple[Kind, Section]]:
        """Every kind with its heading and a line for each item; no line: it did not occur. The worst first."""
        failed = [_named(one) for one in run.final() if not one.passed and one.status not in {*SKIPPED, "flaky"}]
        failures = sum(one.status == "failed" for one in run.final())
        counted = "; ".join(filter(None, (f"{failures} failed" if failures else "", run.totals().aside)))
        broken = [f"- {text}" for text in (*(one.message for one in run.problems), run.stopped) if text]
        yield "failure", (f"{counted}:" if failed else "the run broke:", failed + broken)
        late = list(_late(run))
        yield "budget", (f"{len(late)} beyond budget:", late)
        flaky = [f"{_named(one)}: {one.reason}" for one in run.final() if one.status == "flaky"]
        yield "flaky", (f"{len(flaky)} flaky:", flaky)
        mended = list(self._mended(run)) if self._asked["mended"] else []
        yield "mended", (f"{len(mended)} mended:", mended)

    def _mended(self, run: RunResult) -> Iterator[str]:
        passed = {one.id: one for one in run.final() if one.passed and one.status != "flaky"}
        if self._settings.plant or not passed:
            return
        try:
            before = past(database_of(self._settings), run, passed)
        except StoreError as error:
            self._warn(f"fixed scenarios cannot be reported: {error}")
            return
        yield from (_named(one) for key, one in passed.items() if key in before and not before[key].ok)

    def _warn(self, sentence: str) -> None:
        logger.warning("%s", sentence)
        self._say(f"warning: {sentence}")


def smallest_witness(run: RunResult) -> str:
    """The witness with the fewest rows, the shortest of those; if nothing was violated, the shortest message of a
    problem; empty if there is none."""
    witnesses = [
        (len(witness.rows), len(witness.text), f"{verdict.property} {verdict.name}: {witness.text}")
        for one in run.scenarios
        for verdict in one.verdicts
        if one.problems and verdict.outcome == "violated"
        for witness in verdict.witnesses
    ]
    if witnesses:
        return min(witnesses)[2]
    messages = [problem.message for one in run.scenarios for problem in one.problems]
    return min(messages, key=len, default="")


def _late(run: RunResult) -> Iterator[str]:
    for one in run.final():
        for timing in one.timings:
            if timing.over:
                yield (
                    f"{_named(one)}: {timing.over} of {timing.deliveries} over {timing.budget_ms:g} ms, the slowest"
                    f" {timing.worst_ms:.0f} ms"
                )
        for metric in one.metrics:
            if not metric.within:
                yield (
                    f"{_named(one)}: {metric.operation} is {metric.value:g} {metric.unit}, allowed is"
                    f" {metric.threshold:g}"
                )


def _named(one: ScenarioResult) -> str:
    return f"- {one.title} ({one.place})"


def _some(lines: list[str]) -> Iterable[str]:
    return lines if len(lines) <= NAMED else (*lines[:NAMED], f"- and {len(lines) - NAMED} more")


def _cut(text: str) -> str:
    return text if len(text) <= WITNESS else f"{text[:WITNESS]} ..."
