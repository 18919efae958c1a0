"""Runs a reader on generated input, and tells what it should not have done.

A find is an exception that the reader lets out (`crashed`), an input that takes longer than a limit of CPU time
(`hung`), something taken for right that is not (`passed`), an outcome that is not the reader's (`strange`), or a
refusal that is no sentence (`mute`). Hypothesis makes a find small, but for one that hangs, which ends the trial.
"""

import re
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky

from evidence.fuzz.reader import Outcome, PassedError, Read, Reader

LIMIT_S = 20.0
_SHOWN = 2_000
_CLASS = re.compile(r"\A\s*(Traceback|<[\w.]+ object|[A-Za-z_.]*(Error|Exception)\b)")


class Find(NamedTuple):
    """What a reader did that it should not have, in a word and as told, and the input."""

    kind: str
    told: str
    input: str


class Trial(NamedTuple):
    """What came of one reader's inputs: how many cases were run, how many had which outcome, and what was found."""

    reader: str
    cases: int
    outcomes: Counter[str]
    finds: tuple[Find, ...]


class _HungError(BaseException):
    """The limit is over; no reader can take it for an error of its own."""


class _FoundError(Exception):
    """A find, so that Hypothesis makes it small; `find` is what was found last."""


def tried(reader: Reader, cases: int, number: int, limit_s: float = LIMIT_S) -> Trial:
    """Give the reader so many inputs, which the number decides; ends at the first find."""
    outcomes: Counter[str] = Counter()
    finds: list[Find] = []

    @seed(number)
    @settings(
        max_examples=cases,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @given(reader.inputs)
    def case(given: Any) -> None:
        if finds and finds[-1].kind == "hung":
            return
        if not finds:
            outcomes["cases"] += 1
        found = _read(reader, read, given, outcomes, limit_s)
        if found is not None:
            finds.append(found)
            if found.kind != "hung":
                raise _FoundError(found.kind)

    with reader.opened() as read:
        try:
            case()
        except (_FoundError, Flaky):
            finds = finds[-1:]
    return Trial(reader.name, outcomes.pop("cases", 0), outcomes, tuple(finds))


def _read(reader: Reader, read: Read, given: Any, outcomes: Counter[str], limit_s: float) -> Find | None:
    """Read one input; what is wrong with what came of it."""
    try:
        with _at_most(limit_s):
            outcome = read(given)
    except _HungError:
        return Find("hung", f"more than {limit_s:g} s of CPU time", _shown(given))
    except PassedError as error:
        return Find("passed", str(error), _shown(given))
    except Exception as error:  # noqa: BLE001 - whatever it is, the reader should not have let it out
        return Find("crashed", f"{type(error).__name__}: {error}", _shown(given))
    outcomes[outcome.word] += 1
    return _amiss(reader, outcome, given)


def _amiss(reader: Reader, outcome: Outcome, given: Any) -> Find | None:
    if outcome.word not in reader.outcomes | reader.rare:
        return Find("strange", outcome.word, _shown(given))
    told = outcome.told
    if told is not None and (not told.strip() or _CLASS.search(told) or "Traceback (most" in told):
        return Find("mute", told, _shown(given))
    return None


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Interrupt what takes longer, in CPU time of this process, so that a busy machine makes no difference."""

    def over(number: int, frame: object) -> None:
        raise _HungError

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _shown(given: Any) -> str:
    text = repr(given)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}... ({len(text)} characters)"
