"""`lockstep check`: exit codes, plain output, JSON, several files."""

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from lockstep.checks.judge import judge
from lockstep.checks.judged_histories import exit_code
from lockstep.checks.properties.registry import PROPERTIES
from lockstep.checks.verdicts import Verdict
from lockstep.history.journal import Journal
from lockstep.history.rows import Exchange, Recv

from tests.checks.builder import ROOM, Story
from tests.cli.called import called
from tests.history.made import header


def story(*, heard: bool = True, settled: bool = True) -> Story:
    made = Story()
    made.name(ROOM, "design")
    made.members("Ana", "Ben")
    post = made.post("Ana", "Hello")
    made.hear("Ana", post)
    if heard:
        made.hear("Ben", post)
    if settled:
        made.settle(9)
    return made.end()


def file(folder: Path, made: Story, name: str = "history") -> str:
    journal = Journal(folder / f"{name}.jsonl")
    for row in made.rows:
        journal.write(row)
    journal.close()
    return str(journal.path)


def test_all_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("check", file(tmp_path, story())) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(PROPERTIES)
    assert lines[0].startswith("P1  no loss                        holds (2 instances, looked ")
    assert lines[3] == "P4  no aborted event               not applicable (0 instances): no write failed"
    assert all(re.match(r"P\d+ +[a-z, -]+ (holds|not applicable) \(", line) for line in lines), lines


def test_violated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("check", file(tmp_path, story(heard=False))) == 1
    out = capsys.readouterr().out
    assert "P1  no loss                        violated (2 instances" in out
    assert 'P1 no loss: Ben (laptop) never received "Hello"' in out
    assert "(rows 13, 15, 16, 17, 19)" in out


def test_unknown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("check", file(tmp_path, story(settled=False))) == 3
    assert "nothing was settled after the last write" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "No such file"),
        ("", "line 1: a history begins with a header row"),
        ('{"row":"header"}\n', "line 1: "),
        ("not json\n", "line 1: "),
    ],
)
def test_unreadable(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, reason: str) -> None:
    path = tmp_path / "broken.jsonl"
    if content is not None:
        path.write_text(content)
    assert called("check", str(path)) == 2
    captured = capsys.readouterr()
    assert reason in captured.err
    assert str(path) in captured.err
    assert captured.out == ""


def test_a_line_that_does_not_fit_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(file(tmp_path, story()))
    lines = path.read_text().splitlines()
    lines[4] = '{"row":"gift","i":4}'
    path.write_text("\n".join(lines) + "\n")
    assert called("check", str(path)) == 2
    assert "line 5: " in capsys.readouterr().err


def test_a_last_line_cut_off_is_said_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(file(tmp_path, story()))
    path.write_text(path.read_text()[:-5])
    assert called("check", str(path)) == 3
    captured = capsys.readouterr()
    assert "the last line" in captured.err
    assert "the history has no end" in captured.out


def test_json_is_one_list_of_verdicts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = story(heard=False)
    path = file(tmp_path, made)
    assert called("check", path, "--json") == 1
    verdicts = msgspec.json.decode(capsys.readouterr().out)
    assert [verdict.pop("file") for verdict in verdicts] == [path] * len(PROPERTIES)
    assert msgspec.convert(verdicts, list[Verdict]) == judge(made.rows)


def test_several_files_are_titled_and_the_worst_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = file(tmp_path, story(), "good"), file(tmp_path, story(heard=False), "bad")
    open_end, missing = file(tmp_path, story(settled=False), "open"), str(tmp_path / "missing.jsonl")
    assert called("check", good, bad) == 1
    assert f"{bad}:\n" in capsys.readouterr().out
    assert called("check", good, open_end) == 3
    assert called("check", open_end, missing) == 2
    assert called("check", missing, bad) == 1


def test_raw_texts_beside_a_history_are_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file(tmp_path, story())
    assert called("check", *sorted(map(str, tmp_path.glob("*.jsonl")))) == 0
    assert "history.raw.jsonl" not in capsys.readouterr().err
    assert called("check", path.replace(".jsonl", ".raw.jsonl")) == 2


def test_violated_beats_unreadable_beats_unknown() -> None:
    held, lost = judge(story().rows), judge(story(heard=False).rows)
    unknown = judge(story(settled=False).rows)
    assert exit_code([]) == 0
    assert exit_code(held) == 0
    assert exit_code([*held, *unknown]) == 3
    assert exit_code(unknown, unreadable=True) == 2
    assert exit_code([*unknown, *lost], unreadable=True) == 1


@pytest.mark.parametrize(("heard", "settled", "code"), [(True, True, 0), (False, True, 1), (True, False, 3)])
def test_as_a_command(tmp_path: Path, heard: bool, settled: bool, code: int) -> None:
    path = file(tmp_path, story(heard=heard, settled=settled))
    done = subprocess.run(
        [sys.executable, "-m", "lockstep", "check", path], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.startswith("P1  no loss")


def test_as_a_command_on_nothing_readable(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.jsonl")
    done = subprocess.run(
        [sys.executable, "-m", "lockstep", "check", missing], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def recorded(folder: Path, name: str = "history") -> str:
    """A history with a request in row 1, and a frame in row 2."""
    journal = Journal(folder / f"{name}.jsonl")
    for number, row in enumerate(
        (
            header(version=2),
            Exchange(person="Ana", operation="login", since=0, method="POST", path="/login", status=403),
            Recv(person="Ana", n=1, kind="posted", raw="d1"),
        )
    ):
        row.i, row.t = number, number
        journal.write(row)
    journal.write_raw("d1", "the frame")
    journal.close()
    return str(journal.path)


def test_requests_are_shown_instead_of_verdicts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("check", "--requests", recorded(tmp_path)) == 0
    out = capsys.readouterr().out
    assert "  POST /login\n  answered 403 after 0.0 ms\n" in out
    assert "P1" not in out


def test_rows_are_shown_with_their_frames(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("check", recorded(tmp_path), "--rows", "0, 1-2") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines if line.startswith("row ")] == ["0", "1", "2"]
    assert lines[-1] == "  the frame"


def test_several_histories_are_titled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = recorded(tmp_path), recorded(tmp_path, "other")
    assert called("check", "--requests", *files) == 0
    assert [line for line in capsys.readouterr().out.splitlines() if line.endswith(":")] == [
        f"{one}:" for one in files
    ]


@pytest.mark.parametrize("rows", ["3", "2-999999999", "1,7"])
def test_a_row_beyond_the_history_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str) -> None:
    path = recorded(tmp_path)
    assert called("check", path, "--rows", rows) == 2
    assert f"{path}: there is no row " in capsys.readouterr().err


@pytest.mark.parametrize("rows", ["", "x", "3-", "-3", "1;2", "1,,2"])
def test_what_is_no_row_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str) -> None:
    assert called("check", recorded(tmp_path), f"--rows={rows}") == 2
    assert "is neither a row number nor a range: write 12, 12-20 or 12,15-20" in capsys.readouterr().err


def test_a_range_that_is_backwards_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("check", recorded(tmp_path), "--rows", "2-1") == 2
    assert "the range 2-1 ends before it begins: write 1-2" in capsys.readouterr().err


@pytest.mark.parametrize("option", [("--requests",), ("--rows", "1")])
def test_json_is_for_verdicts(tmp_path: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, ...]) -> None:
    assert called("check", "--json", *option, recorded(tmp_path)) == 2
    assert "--json prints verdicts" in capsys.readouterr().err


def test_requests_of_what_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("check", "--requests", str(tmp_path / "none.jsonl"), recorded(tmp_path)) == 2
    captured = capsys.readouterr()
    assert "No such file" in captured.err
    assert "POST /login" in captured.out


def test_requests_of_a_history_of_schema_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("check", "--requests", file(tmp_path, story())) == 2
    assert "a history of schema 1 contains no requests" in capsys.readouterr().err


def test_a_last_line_cut_off_is_said_with_the_requests_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(recorded(tmp_path))
    path.write_bytes(path.read_bytes()[:-5])
    assert called("check", "--requests", str(path)) == 0
    assert "the last line" in capsys.readouterr().err
