"""Writing: what is missing is made, what exists is left as it is, and what it lacks is told."""

from pathlib import Path

import pytest
from lockstep.starter.pieces import pieces
from lockstep.starter.writing import StarterError, write_all


def test_an_empty_folder_gets_everything_and_a_second_time_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    first = list(write_all(folder, "mine.py"))
    assert {one.state for one in first} == {"written"}
    for piece in pieces(folder, "mine.py"):
        assert (folder / piece.path).read_text("utf-8") == piece.text
    assert {one.state for one in write_all(folder, "mine.py")} == {"there"}


def test_what_exists_is_left_alone_and_its_missing_lines_are_told(tmp_path: Path) -> None:
    existing = {
        "features/environment.py": "def before_all(context): pass\n",
        "features/steps/vocabulary.py": "import own\n",
        "features/example.feature": "Feature: A\n",
        "lockstep.toml": "jobs = 2\n",
        "lockstep.schema.json": "{}\n",
        "setup.cfg": "[behave]\nstage = a\n",
        ".gitlab-ci.yml": "stages: []\n",
        "mine.py": "own = True\n",
    }
    for path, text in existing.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    told = {one.path: one for one in write_all(tmp_path, "mine.py")}
    assert {path: (tmp_path / path).read_text("utf-8") for path in existing} == existing
    assert not (tmp_path / "behave.ini").exists()
    assert told["features/environment.py"].lines == "import lockstep.running.environment\n"
    assert told["features/steps/vocabulary.py"].lines == "import lockstep.steps.generic\n"
    assert told["lockstep.toml"].lines == 'target = "mine.py"\n'
    assert "runner = lockstep.running.runner:LockstepRunner" in told["setup.cfg"].lines
    assert {path for path, one in told.items() if one.state == "there"} == {"features/example.feature", "mine.py"}
    unfinished = {path for path, one in told.items() if one.state == "unfinished"}
    assert unfinished == existing.keys() - {"features/example.feature", "mine.py"}


@pytest.mark.parametrize("target", ["nchan", "/mine.py", "../mine.py", 'a".py', ""])
def test_a_wrong_target_is_refused_before_anything_is_written(target: str, tmp_path: Path) -> None:
    with pytest.raises(StarterError, match="neither reference nor a Python file in the folder"):
        list(write_all(tmp_path, target))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "features").write_text("a file", "utf-8")
    with pytest.raises(StarterError, match=r"features.* cannot be written"):
        list(write_all(tmp_path, "reference"))
