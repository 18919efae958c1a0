"""Histories of schema 1, recorded before schema 2 came, are read and judged as they were then."""

from pathlib import Path

import msgspec
import pytest
from lockstep.checks.judge import judge
from lockstep.checks.verdicts import Verdict
from lockstep.history.journal import read
from lockstep.history.rows import Exchange, Header, Send

FILES = sorted(Path(__file__).with_name("schema_1").glob("*.jsonl"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_verdicts_are_those_of_then(path: Path) -> None:
    then = msgspec.json.decode(path.with_suffix(".verdicts.json").read_bytes(), type=list[Verdict])
    loaded = read(path)
    assert judge(loaded.rows) == then
    assert (loaded.cut is not None) == (path.stem == "cut")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_they_are_of_schema_1(path: Path) -> None:
    rows = read(path).rows
    header = rows[0]
    assert isinstance(header, Header)
    assert header.version == 1
    assert b'"version":1,' not in path.read_bytes().splitlines()[0]
    assert [row for row in rows if isinstance(row, Exchange) or (isinstance(row, Send) and row.n is not None)] == []


def test_every_outcome_is_among_them() -> None:
    outcomes = {
        verdict.outcome
        for path in FILES
        for verdict in msgspec.json.decode(path.with_suffix(".verdicts.json").read_bytes(), type=list[Verdict])
    }
    assert outcomes == {"holds", "violated", "unknown", "not applicable"}
