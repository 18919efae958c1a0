"""Faults in readers are found: one that raises, one that takes for right what it should not, one that never ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from lockstep.checks import judged_histories
from lockstep.clients.dialects import plain_json
from lockstep.history import journal
from lockstep.settings import loading

from evidence.fuzz.reader import Outcome, Read, Reader
from evidence.fuzz.registry import READERS
from evidence.fuzz.trial import Find, tried


def test_a_reader_that_raises_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def field(body: dict[str, Any], name: str, *types: type) -> Any:
        return body[name]

    monkeypatch.setattr(plain_json, "_field", field)
    (find,) = tried(READERS["frames of json"], 300, 1).finds
    assert (find.kind, find.told.partition(":")[0]) == ("crashed", "KeyError")


def test_a_reader_that_swallows_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def lenient(path: Path) -> journal.Loaded:
        """Leaves out whatever it cannot read."""
        rows: list[Any] = []
        for line in path.read_bytes().split(b"\n"):
            try:
                rows.append(journal._decoder.decode(line))
            except (ValueError, RecursionError):
                continue
        journal._check_header(path, rows)
        return journal.Loaded(rows, None)

    monkeypatch.setattr(judged_histories, "read", lenient)
    (find,) = tried(READERS["histories"], 300, 1).finds
    assert find.kind == "passed"


def test_a_reader_that_never_ends_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def flat(table: Any, prefix: str = "") -> dict[str, Any]:
        """Waits for a table to be empty that it never takes anything from."""
        while table:
            pass
        return {}

    monkeypatch.setattr(loading, "_flat", flat)
    trial = tried(READERS["settings"], 300, 1, limit_s=0.2)
    assert [find.kind for find in trial.finds] == ["hung"]
    assert trial.cases < 300


def made(read: Read, outcomes: frozenset[str] = frozenset({"value"})) -> Reader:
    """A reader of small numbers."""

    @contextmanager
    def opened() -> Iterator[Read]:
        yield read

    return Reader("numbers", st.integers(0, 1_000), opened, outcomes)


def test_an_outcome_that_is_not_the_readers_is_found() -> None:
    assert tried(made(lambda _: Outcome("odd")), 10, 1).finds == (Find("strange", "odd", "0"),)


@pytest.mark.parametrize("told", ["", " ", "KeyError: 'a'", "Traceback (most recent call last): x", "ValueError"])
def test_a_refusal_that_is_no_sentence_is_found(told: str) -> None:
    (find,) = tried(made(lambda _: Outcome("value", told)), 10, 1).finds
    assert (find.kind, find.told) == ("mute", told)


def test_a_find_is_made_small_and_a_seed_decides() -> None:
    seen: list[list[int]] = [[], []]

    def read(given: int, into: list[int]) -> Outcome:
        into.append(given)
        if given > 500:
            raise LookupError(given)
        return Outcome("value")

    trials = [tried(made(lambda given, into=into: read(given, into)), 200, 5) for into in seen]
    assert trials[0].finds == (Find("crashed", "LookupError: 501", "501"),)
    assert trials[0] == trials[1]
    assert seen[0] == seen[1]
    assert 0 < trials[0].cases < 200


def test_a_reader_without_finds_is_given_every_case() -> None:
    trial = tried(made(lambda _: Outcome("value", "<a> is fine")), 100, 1)
    assert (trial.cases, trial.finds, trial.outcomes["value"]) == (100, (), 100)
