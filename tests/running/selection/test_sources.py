from pathlib import Path

import pytest
from lockstep.running.selection.sources import SourceError, feature_files, is_hidden, text_of

from tests.running.selection.files import written

TEXT = "Feature: é\n  Scenario: b\n    Given x\n"


@pytest.mark.parametrize(
    "content", [TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), TEXT.replace("\n", "\r\n").encode()]
)
def test_a_mark_and_the_ends_of_lines_mean_nothing(tmp_path: Path, content: bytes) -> None:
    assert text_of(written(tmp_path, content)) == TEXT


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (TEXT.encode("latin-1"), 1, "this is not text in UTF-8: save the file in UTF-8"),
        (b"Feature: a\n\nScenario: \xe9\n", 3, "this is not text in UTF-8: save the file in UTF-8"),
        (TEXT.encode("utf-16"), 1, "this is text in UTF-16: save the file in UTF-8"),
        (TEXT.encode("utf-16-be"), 1, "this is text in UTF-16: save the file in UTF-8"),
        (TEXT.encode("utf-32"), 1, "this is text in UTF-16: save the file in UTF-8"),
        (b"a\nb\x0bc\n", 2, "this line contains the character U+000B, which would break it in two: remove it"),
    ],
)
def test_what_is_no_text_is_told_with_its_line(tmp_path: Path, content: bytes, line: int, reason: str) -> None:
    with pytest.raises(SourceError) as caught:
        text_of(written(tmp_path, content))
    assert (caught.value.line, str(caught.value)) == (line, reason)


def test_a_broken_link_is_told(tmp_path: Path) -> None:
    link = tmp_path / "a.feature"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(SourceError, match=r"this file cannot be read \(No such file or directory\)"):
        text_of(link)


def test_what_is_hidden_by_a_dot_is_no_feature_file(tmp_path: Path) -> None:
    names = ["b.feature", "sub/a.feature", "._b.feature", ".git/c.feature", "sub/.cache/d.feature"]
    for name in names:
        written(tmp_path, TEXT, f".home/features/{name}")
    folder = tmp_path / ".home/features"
    (folder / ".#b.feature").symlink_to("nobody@nowhere.1")
    (folder / "folder.feature").mkdir()
    assert feature_files(folder) == [folder / "b.feature", folder / "sub/a.feature"]


def test_a_hidden_file_that_is_asked_for_is_not_hidden() -> None:
    file = Path("features/.draft/a.feature")
    assert is_hidden(file, ["features"])
    assert not is_hidden(file, [])
    assert not is_hidden(file, ["features/.draft"])
    assert not is_hidden(file, ["features", "features/.draft/a.feature"])
