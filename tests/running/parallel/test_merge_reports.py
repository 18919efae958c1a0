"""Shards run by real behave, merged, are the run that was not split; what is no part of it is refused."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from lockstep.reporting.summary import SummaryReport
from lockstep.running.parallel.merge_reports import MergeError, merge

from tests.reporting.made import problem, run, scenario
from tests.running.project import Project, Ran, elements

BODIES = ("Given nothing", "When it fails", "Given an unknown at the end", *["Given a promise kept"] * 5)
OPTIONS = ("-D", "seed=7", "-D", "test_timeout=20000")


def told(ran: Ran) -> Any:
    scenarios = [(one["id"], one["status"], one["message"]) for one in ran.summary["scenarios"]]
    allure = sorted((one["fullName"], one["historyId"], one["status"]) for one in ran.allure)
    cases: list[Xml.Element] = ran.cases
    shown = sorted((one.get("name"), [child.tag for child in one]) for one in cases)
    return sorted(scenarios), ran.summary["counts"], ran.summary["properties"], allure, shown


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_shards_of_a_run_are_the_run(project: Project, tmp_path: Path, count: int) -> None:
    project.scenarios(*BODIES)
    whole = project.run(*OPTIONS)
    before = told(whole)
    folders = [tmp_path / f"shard-{number}" for number in range(1, count + 1)]
    for number, folder in enumerate(folders, start=1):
        project.run(*OPTIONS, "-D", f"shard={number}/{count}", "-D", f"reports={folder}")
    merged = merge(tmp_path / "out", folders)
    ran = Ran(merged.exit_code, "", "", tmp_path / "out")
    assert told(ran) == before
    assert merged.exit_code == whole.code == 1
    for reports in (project.root / "reports", tmp_path / "out"):
        text = (reports / "failures.txt").read_text("utf-8")
        assert text.count("FAILED  number 2") == text.count("UNKNOWN  number 3") == 1
    assert ran.summary["settings"]["shard"] == ""


def test_a_shard_that_had_nothing_to_run_is_no_fault_of_the_whole(project: Project, tmp_path: Path) -> None:
    project.scenarios("Given nothing")
    folders = [tmp_path / "one", tmp_path / "two"]
    codes = [
        project.run("-D", "seed=7", "-D", f"shard={number}/2", "-D", f"reports={folder}").code
        for number, folder in enumerate(folders, start=1)
    ]
    assert sorted(codes) == [0, 2]
    assert "no scenario is selected by shard=" in "".join(
        (folder / "summary.json").read_text("utf-8") for folder in folders
    )
    merged = merge(tmp_path / "out", folders)
    assert (merged.exit_code, merged.problems) == (0, [])
    out = Ran(0, "", "", tmp_path / "out")
    assert (len(out.allure), len(out.cases)) == (1, 1)


def test_a_shard_needs_a_seed(project: Project) -> None:
    project.scenarios("Given nothing")
    ran = project.run("-D", "shard=1/2")
    assert ran.code == 2
    assert "shard 1/2 is given without a seed" in ran.out


def summary(folder: Path, *scenarios: Any, **changes: Any) -> Path:
    SummaryReport(folder / "summary.json").ended(run(*scenarios, **({"target": "reference"} | changes)))
    return folder


def test_everything_comes_along(tmp_path: Path) -> None:
    one = summary(tmp_path / "one", scenario(id="a", history="one/history/a-1.jsonl"))
    other = summary(tmp_path / "other", scenario(id="b"), stopped="the target died", problems=[problem("error")])
    for folder, name in ((one, "a"), (other, "b")):
        (folder / "history").mkdir()
        (folder / "history" / f"{name}-1.jsonl").write_text(name, "utf-8")
        (folder / "suite.log").write_text(f"{name} broke\n", "utf-8")
        (folder / "plant.json").write_text(json.dumps({"name": "drop", "effects": 2}), "utf-8")
    (tmp_path / "out" / "history").mkdir(parents=True)
    (tmp_path / "out" / "history" / "old-1.jsonl").touch()
    merged = merge(tmp_path / "out", [one, other])
    assert sorted(path.name for path in (tmp_path / "out" / "history").iterdir()) == ["a-1.jsonl", "b-1.jsonl"]
    assert (tmp_path / "out" / "suite.log").read_text("utf-8") == "a broke\nb broke\n"
    assert json.loads((tmp_path / "out" / "plant.json").read_text("utf-8"))["effects"] == 4
    assert merged.scenarios[0].history == (tmp_path / "out" / "history" / "a-1.jsonl").as_posix()
    assert (merged.stopped, merged.exit_code) == ("the target died", 2)
    assert elements(tmp_path / "out" / "junit" / "TESTS-the-run.xml", "error")


def settings(**values: Any) -> dict[str, Any]:
    return {"settings": values}


@pytest.mark.parametrize(
    ("one", "other", "sentence"),
    [
        ({"seed": 1}, {"seed": 2}, "one has seed 1, .*other has seed 2: they are not parts of one run"),
        ({"target": "a"}, {"target": "b"}, "has target a, .*has target b"),
        (settings(plant=""), settings(plant="drop"), "has plant , .*has plant drop"),
        (settings(shard="1/3"), settings(shard="2/3"), "shard 3/3 is missing: merge all 3 shards"),
        (settings(shard="1/1"), settings(shard="1/1"), "shard 1/1 was given twice"),
        (settings(shard="1/1"), settings(shard=""), "other is not a shard of 1"),
        ({}, {}, r'"one message arrives" \(features/sync/messages.feature:12\) is in .*one and in .*other'),
    ],
)
def test_what_is_no_part_of_one_run_is_refused(
    tmp_path: Path, one: dict[str, Any], other: dict[str, Any], sentence: str
) -> None:
    folders = [summary(tmp_path / "one", scenario(), **one), summary(tmp_path / "other", scenario(), **other)]
    with pytest.raises(MergeError, match=sentence):
        merge(tmp_path / "out", folders)
    assert not (tmp_path / "out").exists()


def test_folders_that_hold_no_run_are_refused(tmp_path: Path) -> None:
    good = summary(tmp_path / "good", scenario())
    with pytest.raises(MergeError, match=r"empty/summary.json does not exist"):
        merge(tmp_path / "out", [good, tmp_path / "empty"])
    (tmp_path / "bad").mkdir()
    for text, sentence in (
        ("{", "is not the summary of a run"),
        ('{"schema": 9}', "schema 9, this version reads 1"),
    ):
        (tmp_path / "bad" / "summary.json").write_text(text, "utf-8")
        with pytest.raises(MergeError, match=sentence):
            merge(tmp_path / "out", [tmp_path / "bad"])
    with pytest.raises(MergeError, match="cannot be one of the folders that are merged"):
        merge(good, [good])


def test_a_result_of_allure_that_a_shard_lost_is_an_error_that_names_it(project: Project, tmp_path: Path) -> None:
    project.scenarios(*["Given nothing"] * 4)
    folders = [tmp_path / "one", tmp_path / "two"]
    for number, folder in enumerate(folders, start=1):
        project.run("-D", "seed=7", "-D", f"shard={number}/2", "-D", f"reports={folder}")
    for path in (folders[0] / "allure-results").glob("*-result.json"):
        lost = json.loads(path.read_text("utf-8"))
        path.unlink()
    merged = merge(tmp_path / "out", folders)
    assert merged.exit_code == 2
    assert f'"{lost["name"]}" (features/a.feature:' in merged.problems[-1].message
    assert "is missing" in merged.problems[-1].message
