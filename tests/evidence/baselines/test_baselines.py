"""Baselines: what a run did is read from its reports, and what changed since is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from evidence.baselines.__main__ import main
from evidence.baselines.commands import COMMANDS, Ended, changed
from evidence.baselines.runs import scenarios

KEY = "features/a.feature / rule / three messages / count=3"


def report(folder: Path, *rows: dict[str, Any], status: str = "passed", instances: int = 3, name: str = "") -> Path:
    """The reports of a run of one scenario, with these rows in its history."""
    (folder / "history").mkdir(parents=True)
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "history" / "abc-1.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    scenario = {
        "file": "features/a.feature",
        "rule": "rule",
        "name": name or "three messages",
        "row": {"count": "3"},
        "status": status,
        "final": True,
        "history": "/somewhere/else/history/abc-1.jsonl" if status == "passed" else "",
        "verdicts": [{"property": "P1", "instances": instances}],
    }
    (folder / "summary.json").write_text(json.dumps({"scenarios": [scenario]}), "utf-8")
    return folder


def post(w: str, person: str = "Ana", via: str = "api") -> dict[str, Any]:
    return {"row": "invoke", "person": person, "w": w, "operation": "post_message", "via": via, "text": "a\u2028b"}


READ = {"row": "read", "person": "Ben", "operation": "messages"}


def compared(tmp_path: Path, old: Path, new: Path, *options: str) -> int:
    assert main(["take", str(old), str(tmp_path / "old.json")]) == 0
    return main(["compare", str(tmp_path / "old.json"), str(new), *options])


def test_acts_are_told_person_by_person_and_a_repeated_try_is_one_act(tmp_path: Path) -> None:
    [one] = scenarios(report(tmp_path / "a", post("1"), post("1"), post("2", "Ben"), READ)).values()
    assert one.key == KEY
    assert one.acts == {"Ana": ["post_message (api)"], "Ben": ["post_message (api)", "messages (read)"]}
    assert one.instances == {"P1": 3}


def test_the_same_run_has_no_differences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = report(tmp_path / "a", post("1"), READ)
    assert compared(tmp_path, old, report(tmp_path / "b", post("9"), READ, READ, instances=4)) == 0
    assert "1 scenarios, 1 executed before and 1 after; 0 differences" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rows", "changes", "told"),
    [
        ((), {}, "acts: {}: Ana: no longer post_message (api) x 1; new nothing"),
        ((post("1", via="socket"),), {}, "new post_message (socket) x 1"),
        ((post("1"), post("2", "Zoe")), {}, "acts: {}: Zoe: no longer nothing; new post_message (api) x 1"),
        ((post("1"),), {"instances": 2}, "instances: {}: P1 was judged 3 times and is judged 2 times now"),
        ((), {"status": "skipped"}, "executed: {}: was executed and is skipped now"),
        ((post("1"),), {"name": "another"}, "scenario: {}: no longer exists"),
    ],
)
def test_what_changed_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: Any, changes: Any, told: str
) -> None:
    old = report(tmp_path / "a", post("1"))
    assert compared(tmp_path, old, report(tmp_path / "b", *rows, **changes)) == 1
    assert told.format(KEY) in capsys.readouterr().out


def test_a_renamed_scenario_is_found_by_the_map(tmp_path: Path) -> None:
    renames = tmp_path / "renames.json"
    place = {"feature": "features/a.feature", "rule": "rule", "row": {"count": "3"}}
    titles = [{"old": {**place, "title": "three messages"}, "new": {**place, "title": "another"}}]
    renames.write_text(json.dumps({"titles": titles}), "utf-8")
    old, new = report(tmp_path / "a", post("1")), report(tmp_path / "b", post("1"), name="another")
    assert compared(tmp_path, old, new, "--renames", str(renames)) == 0


def test_some_instances_may_be_missing_where_that_is_tolerated(tmp_path: Path) -> None:
    old, new = report(tmp_path / "a", post("1"), instances=100), report(tmp_path / "b", post("1"), instances=95)
    assert compared(tmp_path, old, new, "--tolerance", "0.1") == 0


def test_what_is_no_report_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["take", str(tmp_path), str(tmp_path / "x.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_there_are_thirty_commands_and_one_that_ends_otherwise_is_told() -> None:
    assert len(set(COMMANDS)) == len(COMMANDS) == 30
    before = [Ended(["--tags=@smoke"], 0, "acceptance: 1 passed"), Ended(["--stage=x"], 2, "")]
    assert list(changed(before, before)) == []
    assert list(changed(before, [before[0]._replace(code=1)])) == [
        "--tags=@smoke: ended with 0, 'acceptance: 1 passed'; ends now with 1, 'acceptance: 1 passed'",
        "--stage=x: was not run",
    ]
