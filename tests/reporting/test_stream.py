"""The events of a run: one fact once, numbered, readable while they are written, the same for whoever counts them."""

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lockstep.management.monitor.board import Board
from lockstep.matchers.delivery import Timing
from lockstep.reporting.results import Problem, RunResult, ScenarioResult
from lockstep.reporting.stream import ENDS, ERROR, START, EventStream, tail
from lockstep.store.totals import Totals

from tests.quality.tree import ROOT


def result(**more: Any) -> ScenarioResult:
    usual: dict[str, Any] = {
        "id": "a1", "feature": "Messages", "name": "one", "file": "features/a.feature", "line": 3,
        "status": "passed", "started": 0.0,
    }  # fmt: skip
    return ScenarioResult(**usual | more)


def run_result(**more: Any) -> RunResult:
    return RunResult(id="r1", started=0.0, reports="reports", target="plain", seed=7, **more)


def stream_of(run: RunResult, folder: Path) -> tuple[EventStream, list[str]]:
    said: list[str] = []
    stream = EventStream(folder / "events.jsonl", said.append)
    stream.begun(run)
    return stream, said


def told(folder: Path) -> list[dict[str, Any]]:
    events, _ = tail(folder / "events.jsonl")
    assert [event["seq"] for event in events] == list(range(len(events)))
    return events


def test_the_plant_and_what_was_not_judged_are_told(tmp_path: Path) -> None:
    run = run_result(scenarios=[result(status="unknown")], settings={"plant": "drop"})
    stream, _ = stream_of(run, tmp_path)
    stream.selected(1)
    stream.ended(run)
    start, *_, end = told(tmp_path)
    assert (start["plant"], end["plant"]) == ("drop", "drop")
    assert (end["passed"], end["failed"], end["unknown"], end["invalid"], end["broken"]) == (0, 0, 1, 0, 0)


def test_a_run_is_told_from_its_start_to_its_end(tmp_path: Path) -> None:
    timing = Timing(budget_ms=100, tolerance_ms=1, deliveries=3, over=0, worst_ms=7.5, worst="Ben's")
    run = run_result(scenarios=[result(timings=[timing]), result(id="b2", status="not run", reason="not run: why")])
    stream, said = stream_of(run, tmp_path)
    stream.selected(2)
    stream.concluded(run.scenarios[0])
    run.exit_code = 0
    stream.ended(run)
    start, metric, first, second, end = told(tmp_path)
    assert (start["type"], start["version"], start["scenarios"], start["target"]) == (START, 1, 2, "plain")
    assert (metric["type"], metric["value"], metric["isWithinThreshold"]) == ("performance_metric", 7.5, True)
    assert (metric["metricType"], metric["samples"], metric["threshold"]) == ("WEBSOCKET_DELIVERY", 3, 101)
    assert (first["title"], first["place"]) == ("one", "features/a.feature:3")
    assert (first["passed"], first["final"]) == (True, True)
    assert (second["scenario"], second["status"], second["message"]) == ("b2", "not run", "not run: why")
    assert "message" not in first
    assert (end["exitCode"], end["passed"], end["failed"], end["skipped"]) == (0, 1, 0, 1)
    assert said == []


def test_what_broke_the_run_is_its_end(tmp_path: Path) -> None:
    run = run_result(
        problems=[Problem(status="error", cause="environment", where="the settings", message="jobs = 'x' is refused")]
    )
    stream, _ = stream_of(run, tmp_path)
    stream.ended(run)
    start, end = told(tmp_path)
    assert start["scenarios"] == 0
    assert (end["type"], end["message"], end["exitCode"]) == (ERROR, "jobs = 'x' is refused", 2)


def test_a_file_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    stream, said = stream_of(run_result(), tmp_path / "nowhere")
    stream.selected(1)
    stream.tell("pulse", people=1)
    (line,) = said
    assert line.startswith("warning: no further events of this run are written: ")


def test_whoever_watches_gets_every_event_even_where_none_can_be_written(tmp_path: Path) -> None:
    seen: list[Mapping[str, Any]] = []
    stream = EventStream(tmp_path / "nowhere" / "events.jsonl", lambda _: None, [seen.append])
    for number in (1, 2):
        stream.tell("pulse", people=number, sockets=None)
    assert [(one["seq"], one["people"]) for one in seen] == [(0, 1), (1, 2)]
    assert "sockets" not in seen[0]


def test_a_part_of_an_event_is_the_last_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream, said = stream_of(run_result(), tmp_path)
    stream.tell("pulse", people=1)
    full = SimpleNamespace(write=lambda _: 3)
    monkeypatch.setattr(Path, "open", lambda *_, **__: nullcontext(full))
    stream.tell("pulse", people=2)
    monkeypatch.undo()
    stream.tell("pulse", people=3)
    assert [event["people"] for event in told(tmp_path)] == [1]
    assert "an event could only be written in part" in said[0]


def test_a_reader_gets_each_whole_line_once(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    assert tail(path) == ([], 0)
    path.write_bytes(b'{"seq":0}\n{"seq":1}\n{"se')
    events, offset = tail(path)
    assert [event["seq"] for event in events] == [0, 1]
    assert tail(path, offset) == ([], offset)
    with path.open("ab") as file:
        file.write(b'q":2}\n')
    assert [event["seq"] for event in tail(path, offset)[0]] == [2]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 0),
        (("--jobs=2", "-Dplant=drop:every=1", "-Dloss_deadline=300", "-Dtest_retry_count=1"), 1),
    ],
)
def test_a_real_run_is_the_same_to_whoever_counts_its_events(tmp_path: Path, options: list[str], code: int) -> None:
    command = [sys.executable, "-m", "behave", "features/sync/typing.feature", "-D", f"reports={tmp_path}", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout
    events = told(tmp_path)
    board = Board()
    for event in events:
        board.take(event)
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    counts = {name: events[-1][name] for name in Totals._fields}
    assert [event["type"] for event in events if event["type"] in ENDS] == [events[-1]["type"]]
    final = sum(one["final"] for one in summary["scenarios"])
    assert final >= 3
    assert (board.counts()._asdict(), board.done) == (counts, final)
    assert board.state == ("failed" if code else "passed")
    assert (board.total, board.figures.events > 0) == (final, True)
    attempts = {(one["id"], one["attempt"]): one for one in summary["scenarios"]}
    assert {key: one.status for key, one in board.attempts.items()} == {
        key: one["status"] for key, one in attempts.items()
    }
    assert {key: [step.status for step in one.steps] for key, one in board.attempts.items()} == {
        key: [step["status"] for step in one["steps"] if step["status"] not in {"skipped", "not run"}]
        for key, one in attempts.items()
    }
    violated = {(one.property, one.witness) for one in board.violations}
    assert bool(violated) == bool(code)
    assert {name for name, _ in violated} == {
        verdict["property"]
        for one in attempts.values()
        for verdict in one["verdicts"]
        if verdict["outcome"] == "violated"
    }
