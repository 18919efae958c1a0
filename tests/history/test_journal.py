"""The journal: what was written is what is read, and what cannot be read is told by line and reason."""

from pathlib import Path

import msgspec
import pytest
from lockstep.history.history import History
from lockstep.history.journal import Journal, UnreadableHistoryError, raw_texts, read
from lockstep.history.rows import Effect, End, Invoke, Ok, Recv

from tests.history.made import header


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal of a header and three rows."""
    journal = Journal(tmp_path / "deep" / "s-1.jsonl")
    history = History(journal.write)
    for row in (
        header(),
        Invoke(w="w1", via="api", operation="post", person="Ana"),
        Ok(
            w="w1",
            status="201",
            payload={"text": "é\n"},
            effects=(Effect(kind="e", channel="c:1", recipients=("Ben",)),),
        ),
        Recv(n=0, kind="e", channel="c:1", person="Ben"),
    ):
        history.append(row)
    journal.write_raw("d1", "a raw text\nof two lines")
    journal.close()
    return journal.path


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


def unreadable(path: Path) -> str:
    with pytest.raises(UnreadableHistoryError) as caught:
        read(path)
    return str(caught.value)


def test_what_was_written_is_read(path: Path) -> None:
    loaded = read(path)
    assert loaded.cut is None
    assert [type(row).__name__ for row in loaded.rows] == ["Header", "Invoke", "Ok", "Recv"]
    assert loaded.rows[2].payload == {"text": "é\n"}
    assert loaded.rows[2].effects == (Effect(kind="e", channel="c:1", recipients=("Ben",)),)
    assert len(lines(path)) == 4


def test_raw_texts_stand_beside(path: Path) -> None:
    [line] = lines(path.with_suffix(".raw.jsonl"))
    assert msgspec.json.decode(line) == {"digest": "d1", "text": "a raw text\nof two lines"}


def test_every_row_is_there_before_the_journal_is_closed(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "s.jsonl")
    journal.write(History().append(header()))
    assert len(read(journal.path).rows) == 1
    journal.close()


def test_a_journal_replaces_an_older_one(path: Path) -> None:
    Journal(path).close()
    assert lines(path) == lines(path.with_suffix(".raw.jsonl")) == []


def test_rows_go_through_redaction(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "s.jsonl", lambda text: text.replace("pa55", "***"))
    journal.write(History().append(header(title="pa55 here")))
    journal.close()
    assert read(journal.path).rows[0].title == "*** here"


def test_a_last_line_that_was_cut_off_is_left_out_and_told(path: Path) -> None:
    path.write_text("".join(lines(path))[:-9], encoding="utf-8")
    loaded = read(path)
    assert len(loaded.rows) == 3
    assert loaded.cut is not None
    assert "the last line" in loaded.cut
    assert "cut off" in loaded.cut


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert unreadable(tmp_path / "none.jsonl").endswith("none.jsonl: No such file or directory")


@pytest.mark.parametrize(
    ("number", "line", "reason"),
    [
        (2, "no json\n", "line 2: JSON is malformed"),
        (3, "\n", "line 3: Input data was truncated"),
        (2, '{"row":"invoke","i":1,"via":"api","operation":"x"}\n', "line 2: Object missing required field `w`"),
        (2, '{"row":"dance","i":1}\n', "line 2: Invalid value 'dance' - at `$.row`"),
        (2, '{"row":"end","i":1,"outcome":"passed","mood":1}\n', "line 2: Object contains unknown field `mood`"),
        (2, '{"row":"end","i":1,"outcome":"well"}\n', "line 2: Invalid enum value 'well' - at `$.outcome`"),
        (4, '{"row":"end","i":2,"outcome":"passed"}\n', "line 4: index i is 2, expected 3"),
        (1, '{"row":"end","i":0,"outcome":"passed"}\n', "line 1: a history begins with a header row"),
    ],
)
def test_what_cannot_be_read_is_told_by_line_and_reason(path: Path, number: int, line: str, reason: str) -> None:
    content = lines(path)
    content[number - 1] = line
    path.write_text("".join(content), encoding="utf-8")
    said = unreadable(path)
    assert said.startswith(f"{path}, ")
    assert reason in said


def test_bytes_that_are_no_text_are_told_by_line(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b'{"row":"end","i":4,"outcome":"\xff"}\n')
    assert "line 5: " in unreadable(path)


@pytest.mark.parametrize("content", ["", '{"row":"hea'])
def test_an_empty_file_is_no_history(tmp_path: Path, content: str) -> None:
    path = tmp_path / "s.jsonl"
    path.write_text(content, encoding="utf-8")
    assert "line 1: a history begins with a header row" in unreadable(path)


@pytest.mark.parametrize("version", [0, 3])
def test_another_version_is_refused(path: Path, version: int) -> None:
    content = lines(path)
    content[0] = msgspec.json.encode(History().append(header(version=version))).decode() + "\n"
    path.write_text("".join(content), encoding="utf-8")
    assert f"schema version {version}, this version of the suite reads 1 and 2" in unreadable(path)


def test_a_header_without_a_version_is_of_the_first(path: Path) -> None:
    assert read(path).rows[0].version == 1


def test_raw_texts_are_found_by_their_digest(path: Path) -> None:
    assert raw_texts(path) == {"d1": "a raw text\nof two lines"}
    with path.with_suffix(".raw.jsonl").open("a") as file:
        file.write('{"digest":"d2","te')
    assert raw_texts(path) == {"d1": "a raw text\nof two lines"}
    assert raw_texts(path.with_name("other.jsonl")) == {}


@pytest.mark.parametrize("line", ["no json", '{"digest":"d2"}', '{"digest":"d2","text":7}'])
def test_raw_texts_that_cannot_be_read_are_told_with_their_file(path: Path, line: str) -> None:
    path.with_suffix(".raw.jsonl").write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(UnreadableHistoryError, match=r"s-1\.raw\.jsonl: "):
        raw_texts(path)


def test_rows_after_the_end_are_read_too(path: Path) -> None:
    with path.open("ab") as file:
        file.write(msgspec.json.encode(End(i=4, t=1, outcome="passed")) + b"\n")
        file.write(msgspec.json.encode(Recv(i=5, t=2, n=1, kind="late")) + b"\n")
    assert len(read(path).rows) == 6


@pytest.mark.parametrize(("old", "new"), [(b'"order"', b'"\x80order"'), (b'"order"', b'"ordr"')])
def test_a_promise_whose_name_is_not_known_is_no_promise_left_out(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))
    assert "line 1" in unreadable(path)


def test_a_row_nested_deeper_than_the_parser_goes_is_told_by_line(path: Path) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    with path.open("a", encoding="utf-8") as file:
        file.write(f'{{"row":"recv","i":4,"n":1,"kind":"e","payload":{deep}}}\n')
    assert "line 5" in unreadable(path)
