"""The scenarios of the suite: read once, and again when a file changes; trouble is told."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from lockstep.management.catalogue import features as module
from lockstep.management.catalogue.features import Features
from lockstep.running.definitions.feature_reader import read_here
from lockstep.running.selection.feature_index import Reading, ReadingError
from lockstep.settings import Settings

from tests.management.project import make_project


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    done: list[Path] = []

    def read(root: Path, *, steps: bool, limit_s: float) -> Reading:
        done.append(root)
        return read_here(root, steps=steps)

    monkeypatch.setattr(module, "read", read)
    return done


def test_they_are_read_again_only_when_something_changed(tmp_path: Path, readings: list[Path]) -> None:
    features = Features(make_project(tmp_path), Settings())
    first = features.entries()
    assert [one.place for one in first.values()] == [
        "features/connection/open.feature:4", "features/sync/talk.feature:7", "features/sync/talk.feature:17",
        "features/sync/talk.feature:18",
    ]  # fmt: skip
    assert features.entries() is first
    assert features.trouble() == ""
    (tmp_path / "features/connection/open.feature").unlink()
    assert len(features.entries()) == 3
    assert len(readings) == 2


def test_nobody_waits_while_they_are_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    features = Features(make_project(tmp_path), Settings())
    seen: list[int] = []

    def read(root: Path, *, steps: bool, limit_s: float) -> Reading:
        if features._read_at is not None:
            with ThreadPoolExecutor() as pool:
                seen.append(len(pool.submit(features.entries).result()))
        return read_here(root, steps=steps)

    monkeypatch.setattr(module, "read", read)
    assert len(features.entries()) == 4
    (tmp_path / "features/connection/open.feature").unlink()
    assert len(features.entries()) == 3
    assert seen == [4]


def test_what_cannot_be_used_is_told_beside_what_can(tmp_path: Path, readings: list[Path]) -> None:
    (make_project(tmp_path) / "features/odd.feature").write_text("@odd\nFeature: a\n  Scenario: b\n", "utf-8")
    features = Features(tmp_path, Settings())
    assert features.trouble().startswith("features/odd.feature:1: @odd is not a tag")
    assert len(features.entries()) == 5


def test_files_that_cannot_be_read_leave_the_others_in_the_catalogue(tmp_path: Path) -> None:
    folder = make_project(tmp_path) / "features"
    (folder / "latin.feature").write_bytes(b"Feature: \xe9\n  Scenario: b\n    Given Ana is there\n")
    (folder / "wide.feature").write_bytes("Feature: a\n".encode("utf-16"))
    (folder / "gone.feature").symlink_to(tmp_path / "nowhere")
    (folder / "us.feature").write_text("# language: en-US\nFeature: a\n", "utf-8")
    (folder / "cut.feature").write_text("Feature: a\n  Scenario Outline: b\n    Given <n>\n    Examples:\n", "utf-8")
    (folder / ".#talk.feature").symlink_to("somebody@nowhere.1")
    (folder / "._talk.feature").write_bytes(b"\0\5\x16\7")
    (folder / "marked.feature").write_bytes(b"\xef\xbb\xbfFeature: m\n  Scenario: b\n    Given Ana is there\n")
    features = Features(tmp_path, Settings())
    assert len(features.entries()) == 5
    assert features.trouble().startswith(
        "features/gone.feature: this file cannot be read (No such file or directory)"
    )
    assert features.entries() is features.entries()


def test_a_project_without_a_scenario_is_in_trouble(tmp_path: Path, readings: list[Path]) -> None:
    (tmp_path / "features").mkdir()
    assert "no scenario" in Features(tmp_path, Settings()).trouble()


def test_a_reading_that_fails_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = [ReadingError("it took too long"), Reading()]

    def read(root: Path, *, steps: bool, limit_s: float) -> Reading:
        outcome = outcomes.pop(0)
        if isinstance(outcome, ReadingError):
            raise outcome
        return outcome

    monkeypatch.setattr(module, "read", read)
    features = Features(make_project(tmp_path), Settings())
    assert features.trouble() == "it took too long"
    assert features.entries() == {}
