"""Answers and events of a history, in short, also while it is written."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from lockstep.history.journal import Journal
from lockstep.history.rows import AnyRow
from lockstep.management.executions import evidence as module
from lockstep.management.executions.evidence import evidence, histories

from tests.checks.builder import Story


def written(folder: Path, rows: Sequence[AnyRow]) -> Path:
    """A run's folder with one history."""
    journal = Journal(folder / "history" / "0123456789ab-1.jsonl")
    for row in rows:
        journal.write(row)
    journal.close()
    return folder


def story() -> Story:
    told = Story()
    told.members("Ana", "Ben")
    post = told.post("Ana", "Hello")
    told.hear("Ben", post)
    told.read("Ben", post)
    told.refuse(told.ask("Ben", "No"))
    told.control("Ben")
    told.hear("Ben", told.post("Ana", "fence", marker=True))
    return told.rest()


def test_answers_and_events(tmp_path: Path) -> None:
    found = evidence(written(tmp_path, story().rows))
    posted = next(one for one in found.answers if one["operation"] == "post_message")
    assert posted == {
        "operation": "post_message", "person": "Ana", "status": "201", "at": 16.0, "took": 1.0, "via": "api",
        "outcome": "ok",
    }  # fmt: skip
    assert [one["outcome"] for one in found.answers if one["person"] == "Ben"] == ["ok", "fail"]
    assert [(one["event"], one["person"], one["number"]) for one in found.events] == [
        ("chatroom_message_received", "Ben", 1)
    ]


def test_a_history_that_is_still_written(tmp_path: Path) -> None:
    file = histories(written(tmp_path, story().rows))[0]
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:20]) + lines[20][:10])
    assert evidence(tmp_path).events
    file.write_bytes(b"")
    assert evidence(tmp_path) == ((), ())
    assert evidence(tmp_path / "nowhere") == ((), ())


def test_only_the_newest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    found = evidence(written(tmp_path, story().rows))
    assert [one["outcome"] for one in found.answers] == ["ok", "fail"]
