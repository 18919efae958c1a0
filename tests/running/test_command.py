"""A run as a command: whose features it runs, with which settings, and what is run again."""

import tomllib
from pathlib import Path

import pytest
from behave.tag_expression import TagExpressionProtocol
from lockstep.reporting.summary import SummaryReport
from lockstep.running.command import ALL_PASSED, SUITE_SETTINGS, configuration, start
from lockstep.settings.locations import suite_folder

from tests.quality.tree import ROOT
from tests.reporting.made import run, scenario

FEATURE = "features/sync/messages.feature"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LOCKSTEP_REPORTS", raising=False)
    return tmp_path


def own_features(folder: Path) -> None:
    (folder / "features").mkdir()
    (folder / "features" / "a.feature").write_text("Feature: a\n", "utf-8")


def test_the_suites_settings_are_the_projects() -> None:
    behave = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["behave"]
    expected = {key: value for key, value in behave.items() if key not in {"paths", "runners", "formatters"}}
    expected |= {"more_runners": behave["runners"], "more_formatters": behave["formatters"]}
    expected["tag_expression_protocol"] = TagExpressionProtocol.from_name(behave["tag_expression_protocol"])
    assert expected == SUITE_SETTINGS


def test_own_features_are_run_by_lockstep(folder: Path) -> None:
    own_features(folder)
    assert configuration([]).paths == []
    assert configuration([]).runner == "lockstep"


def test_own_features_need_no_setting_of_behave_to_be_run_by_lockstep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "features" / "steps").mkdir(parents=True)
    (tmp_path / "features" / "a.feature").write_text("Feature: a\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    made = configuration([])
    assert (made.runner, made.default_format) == ("lockstep", "lockstep")
    assert configuration(["--runner", "behave.runner:ModelRunner"]).runner == "behave.runner:ModelRunner"


def test_without_features_the_suite_is_run(folder: Path) -> None:
    (folder / "behave.ini").write_text("[behave]\nrunner = somebody.elses:Runner\n", "utf-8")
    found = configuration(["--tags=@smoke"])
    assert found.paths == [str(suite_folder())]
    assert (found.runner, found.default_format, found.show_skipped) == ("lockstep", "lockstep", False)


def test_a_path_is_one_of_the_suites_where_it_is_not_here(folder: Path) -> None:
    expected = f"{suite_folder()}/sync/messages.feature"
    assert configuration([f"{FEATURE}:13"]).paths == [f"{expected}:13"]
    assert configuration(["sync/messages.feature"]).paths == [expected]
    own_features(folder)
    assert configuration(["features/a.feature:1"]).runner == "lockstep"
    assert configuration(["features/nowhere.feature"]).paths == ["features/nowhere.feature"]


def test_a_path_that_is_nowhere_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert start(["features/nowhere.feature:3"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("lockstep run: features/nowhere.feature:3 exists neither here nor in the suite")
    assert told.count("\n") == 1


def test_a_misspelt_path_is_told_with_the_nearest_of_the_suite(capsys: pytest.CaptureFixture[str]) -> None:
    assert start(["features/sync/mesages.feature:13"]) == 2
    assert capsys.readouterr().err.endswith(f"included in Lockstep: did you mean {FEATURE}?\n")


def test_a_name_that_is_no_regular_expression_is_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own_features(folder)
    assert start(["--name", "3 messages ["]) == 2
    told = capsys.readouterr().err
    assert told.startswith(
        "lockstep run: --name 3 messages [ is not a regular expression (unterminated character set"
    )
    assert told.count("\n") == 1


@pytest.mark.parametrize(("option", "called"), [("-n", "--name"), ("-i", "--include"), ("-e", "--exclude")])
def test_the_option_with_the_regular_expression_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], option: str, called: str
) -> None:
    own_features(folder)
    assert start([option, "["]) == 2
    assert capsys.readouterr().err.startswith(f"lockstep run: {called} [ is not a regular expression")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("pyproject.toml", b"\xef\xbb\xbf[tool.behave]\n", "begins with a byte order mark"),
        ("behave.ini", b"\xef\xbb\xbf[behave]\n", "begins with a byte order mark"),
        ("pyproject.toml", b"[tool.behave\n", "cannot be read by behave: Expected ']'"),
        ("pyproject.toml", b"[tool]\nx = '\xff'\n", "cannot be read by behave: 'utf-8' codec can't decode"),
        ("behave.ini", b"jobs = 2\n", "cannot be read by behave: File contains no section headers"),
        ("setup.cfg", b"[behave]\nshow_skipped = perhaps\n", "cannot be read by behave: Not a boolean: perhaps"),
    ],
)
def test_a_file_that_behave_cannot_read_its_settings_from_is_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, sentence: str
) -> None:
    own_features(folder)
    (folder / name).write_bytes(content)
    assert start([]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"lockstep run: {name} {sentence}")
    assert told.count("\n") == 1


def test_the_formatter_has_its_short_name_everywhere(folder: Path) -> None:
    assert configuration(["-f", "lockstep"]).format == ["lockstep"]
    own_features(folder)
    assert configuration(["-f", "lockstep"]).format == ["lockstep"]


def last_run(folder: Path, *statuses: str, file: str = FEATURE) -> None:
    found = [scenario(id=str(line), status=status, file=file, line=line) for line, status in enumerate(statuses, 1)]
    SummaryReport(folder / "summary.json").ended(run(*found))


def test_what_did_not_pass_is_run_again(folder: Path) -> None:
    last_run(folder / "reports", "passed", "failed", "skipped", "error")
    found = configuration([], only_unpassed=True)
    assert found.paths == [f"{suite_folder()}/sync/messages.feature:{line}" for line in (2, 4)]
    assert found.runner == "lockstep"
    last_run(folder / "other", "failed", file="features/a.feature")
    own_features(folder)
    own = configuration(["-D", "reports=other"], only_unpassed=True)
    assert (own.paths, own.runner) == (["features/a.feature:1"], "lockstep")


def test_where_all_passed_nothing_is_run_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    last_run(folder / "reports", "passed", "skipped")
    assert start(["--failed"]) == 0
    assert capsys.readouterr().out == f"{ALL_PASSED}\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["--failed"], "no run has ended here"), (["--failed", "a.feature"], "leave out a.feature")],
)
def test_what_cannot_be_run_again_is_told(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert start(arguments) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1


def test_a_malformed_tag_expression_ends_as_in_behave(capsys: pytest.CaptureFixture[str]) -> None:
    assert start(["--tags=a and"]) == 1
    assert "TagExpressionError" in capsys.readouterr().out
