"""Runs are begun with seeds of their own, side by side as asked, and counted; burners and suite are not run here."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from lockstep.reporting.summary import summary

from evidence.burning import __main__ as module
from evidence.full.running import group
from tests.reporting.made import run, scenario, stage

WRITES = """
import sys
from pathlib import Path
given = dict(one.partition("=")[::2] for one in sys.argv)
(reports := Path(given["reports"])).mkdir(exist_ok=True)
(reports / "summary.json").write_bytes(Path("summary.json").read_bytes())
print("seed", given["seed"])
"""


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """Every command, in place of which the summary in the folder is taken over."""
    commands: list[list[str]] = []

    @contextmanager
    def instead(command: list[str], *rest: object, **options: object) -> Iterator[object]:
        commands.append(command)
        with group([sys.executable, "-c", WRITES, *command[3:]], tmp_path, **options) as process:
            yield process

    @contextmanager
    def no_burners(*_: object) -> Iterator[list[int]]:
        yield []

    monkeypatch.setattr(module, "group", instead)
    monkeypatch.setattr(module, "burning", no_burners)
    return commands


def test_so_many_runs_are_made_and_their_times_told(tmp_path: Path, begun: list[list[str]]) -> None:
    made = run(scenario(timings=[stage("resume", 7)]))
    (tmp_path / "summary.json").write_bytes(msgspec.json.encode(summary(made)))
    assert module.main(["a.feature", "--times", "3", "--at-once", "2", "--results", "out"], tmp_path) == 0
    assert begun[0][3] == "a.feature"
    assert [next(one for one in command if one.startswith("seed=")) for command in begun] == [
        "seed=1",
        "seed=2",
        "seed=3",
    ]
    assert "| resume | 3 | 7 ms | 7 ms | 7 ms |" in (tmp_path / "out" / "burning.md").read_text("utf-8")
    assert (tmp_path / "out" / "run-2.txt").read_text("utf-8") == "seed 2\n"


def test_one_flake_is_enough(tmp_path: Path, begun: list[list[str]]) -> None:
    (tmp_path / "summary.json").write_bytes(msgspec.json.encode(summary(run(scenario(status="error")))))
    assert module.main(["--times", "1"], tmp_path) == 1
    assert begun[0][3:5] == list(module.PATHS)
    assert "error" in (tmp_path / "reports" / "burning" / "burning.md").read_text("utf-8")


@pytest.mark.parametrize("arguments", [["--times", "0"], ["--at-once", "some"], ["--retries", "3"]])
def test_what_cannot_be_asked_is_told(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        module.main(arguments, tmp_path)
    assert "python -m evidence.burning: error: " in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
