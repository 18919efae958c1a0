"""A path of the command names what is there, or is told with the nearest."""

from pathlib import Path

import pytest
from lockstep.running.errors import CommandFaultError
from lockstep.running.selection.paths import check_paths, file_and_line, or_nearest


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("sync/messages.feature", "sync/changes.feature", "recovery/network.feature"):
        path = tmp_path / "features" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Feature: A\n  Scenario: b\n    Given x\n", "utf-8")
    return tmp_path


def test_what_is_there_is_right(folder: Path) -> None:
    (folder / "list.txt").write_text("features/sync/messages.feature\n", "utf-8")
    for path in ("features", "features/sync", "features/sync/messages.feature", "features/sync/messages.feature:3"):
        check_paths([path, str(folder / path), "@list.txt"])


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("features/sync/mesages.feature:2", "does not exist: did you mean features/sync/messages.feature?"),
        ("features/sink", "does not exist: did you mean features/sync?"),
        ("messages.feature", "does not exist: did you mean features/sync/messages.feature?"),
        ("feature/sync", "does not exist: did you mean features/sync?"),
        ("features/xyzzy/plugh.feature", "does not exist: correct the path"),
        ("@lists", "does not exist: correct the path"),
        ("features/sync/messages.feature:4", "the file has 3 lines: name the line of a scenario in it"),
    ],
)
def test_what_is_not_there_is_told_with_the_nearest(path: str, sentence: str) -> None:
    with pytest.raises(CommandFaultError) as refused:
        check_paths(["features", path])
    assert str(refused.value).startswith(path)
    assert str(refused.value).endswith(sentence)


def test_where_there_are_no_features_nothing_is_near(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "empty").mkdir()
    monkeypatch.chdir(folder / "empty")
    assert or_nearest("features/sync/mesages.feature") == ": correct the path"
    assert or_nearest("features/sync/mesages.feature", folder / "features").endswith("sync/messages.feature?")


def test_a_path_and_its_line() -> None:
    assert file_and_line("a.feature:12") == ("a.feature", "12")
    assert file_and_line("a.feature") == ("a.feature", "")
    assert file_and_line("c:a.feature") == ("c:a.feature", "")
