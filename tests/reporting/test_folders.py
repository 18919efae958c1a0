from pathlib import Path

import pytest
from lockstep.reporting.folders import Folders, named_folder


def test_an_earlier_runs_results_go_and_nothing_else(tmp_path: Path) -> None:
    folders = Folders(tmp_path / "reports")
    folders.clear()
    ours = [
        folders.allure / "a-result.json", folders.allure / "a-container.json", folders.allure / "a-attachment.txt",
        folders.allure / "a-globals.json", folders.junit / "TESTS-a.xml", folders.summary, folders.log,
        folders.failures, folders.history / "a-1.jsonl", folders.history / "a-1.raw.jsonl",
        folders.plant, folders.events, folders.of_worker(2) / "plant.json", folders.of_worker(2) / "backend.log",
        folders.of_worker(2),
    ]  # fmt: skip
    others = [folders.allure / "keep.json", folders.junit / "other.xml", folders.root / "history" / "a.txt"]
    for path in (*(one for one in ours if one.suffix), *others):
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}", "utf-8")
    folders.clear()
    assert [path for path in ours if path.exists()] == []
    assert [path for path in others if not path.exists()] == []


def test_a_file_in_the_way_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("", "utf-8")
    with pytest.raises(OSError, match="reports"):
        Folders(tmp_path / "reports").clear()


def test_workers_have_folders_of_their_own(tmp_path: Path) -> None:
    folders = Folders(tmp_path)
    assert folders.of_worker(0) == tmp_path
    folders.of_worker(2).mkdir()
    assert folders.workers == [folders.of_worker(2)]


def test_the_folder_is_what_is_defined_else_the_environments() -> None:
    environ = {"LOCKSTEP_REPORTS": "of/environ"}
    assert named_folder({"reports": "defined"}, environ) == Path("defined")
    assert named_folder({}, environ) == Path("of/environ")
    assert named_folder(None, {}) == Path("reports")
