"""The command that follows the pages: which of them, which marks, what is printed, and the exit code."""

from pathlib import Path

import pytest

from evidence.docs import reader
from evidence.docs.__main__ import main


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The one page, in a project whose checkouts are empty."""

    def made(folder: Path) -> Path:
        folder.mkdir()
        return folder

    monkeypatch.setattr(reader, "checkout", made)
    of = (("ci", "true"), ("full", "true"), ("needs-zsh", "false"))
    text = "".join(f"<!-- run: {kind} -->\n\n    {command}\n\n" for kind, command in of)
    (tmp_path / "README.md").write_text(text, "utf-8")
    return tmp_path


def test_blocks_are_counted_by_mark(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--count"], page) == 0
    assert capsys.readouterr().out == "command blocks: 1 ci, 1 full, 1 needs-zsh\n"


def test_what_needs_nothing_is_followed(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], page) == 0
    told = [line.rpartition(" (")[0] for line in capsys.readouterr().out.splitlines()]
    assert told == ["README.md:3 ci: as it says", "README.md:7 full: as it says"]


def test_a_block_that_goes_wrong_is_told(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["needs-zsh", "--page", "README.md"], page) == 1
    assert "README.md:11: it ended with 1, expected 0." in capsys.readouterr().out


def test_an_unmarked_block_is_told(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (page / "docs").mkdir()
    (page / "docs" / "more.md").write_text("    ls\n", "utf-8")
    assert main([], page) == 1
    told = capsys.readouterr().err
    assert told.startswith("scripts/evidence docs: docs/more.md:1: a block of commands without a mark")
    assert told.count("\n") == 1
