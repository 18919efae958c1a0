"""Which blocks of a page are commands, and what their marks say."""

from pathlib import Path

import pytest

from evidence.docs.pages import ROOT, Block, MarkError, blocks, counts, pages


def read(folder: Path, text: str) -> list[Block]:
    """The blocks of a page with this text."""
    (folder / "page.md").write_text(text, encoding="utf-8")
    return blocks(folder / "page.md", folder)


def test_a_mark_stands_before_an_indented_or_a_fenced_block(tmp_path: Path) -> None:
    text = (
        "Look:\n\n<!-- run: ci -->\n\n    ls\n    pwd\n\n<!-- run: needs-zsh -->\n```zsh\nls\n```\n"
        "1. in a list:\n\n   <!-- run: full -->\n\n       ls\n"
    )
    first, second, third = read(tmp_path, text)
    assert first == Block("page.md:5", "ci", "ls\npwd\n")
    assert (second.kind, second.text, third.kind) == ("needs-zsh", "ls\n", "full")


def test_options_say_how_it_is_run(tmp_path: Path) -> None:
    text = '<!-- run: ci exit=3 folder=own before="one && two" background="ready " -->\n\n    ls\n'
    [block] = read(tmp_path, text)
    assert (block.code, block.folder, block.before, block.background) == (3, "own", "one && two", "ready ")


def test_an_output_belongs_to_the_block_before_it_and_a_file_to_none(tmp_path: Path) -> None:
    text = "<!-- run: ci -->\n\n    ls\n\nshows\n\n<!-- output -->\n\n    a\n\n"
    text += "<!-- file: a.py -->\n\n```python\nx\n```\n"
    command, file = read(tmp_path, text)
    assert command.output == "a\n"
    assert (file.kind, file.file, file.text) == ("file", "a.py", "x\n")
    assert counts([command, file]) == {"ci": 1}


def added(said: str, text: str) -> str:
    return Block("page.md:1", "file", "new\n", file="a.py", place_in=said).added_to(text)


def test_a_file_grows_at_its_end_or_at_the_line_that_a_mark_names(tmp_path: Path) -> None:
    (block,) = read(tmp_path, """<!-- file: a.py after='b = "1' -->\n\n```python\nx\n```\n""")
    assert (block.file, block.place_in) == ("a.py", 'after=b = "1')
    assert added("", "one\n") == "one\nnew\n"
    assert added("after=on", "one\ntwo\n") == "one\nnew\ntwo\n"
    assert added("before=two", "one\ntwo\n") == "one\nnew\ntwo\n"
    assert added("replaces=one", "one\ntwo\n") == "new\ntwo\n"
    assert added("replaces=O = R(", "O = R(\n    1,\n)\ntwo\n") == "new\ntwo\n"


@pytest.mark.parametrize("text", ["two\n", "one\none\n"])
def test_the_line_that_a_mark_names_is_there_once(text: str) -> None:
    with pytest.raises(MarkError, match=r"page.md:1: a.py has . lines with 'one', expected one"):
        added("after=one", text)


def test_blocks_in_other_languages_and_other_comments_need_no_mark(tmp_path: Path) -> None:
    assert read(tmp_path, "<!-- settings -->\n\n```gherkin\nGiven\n```\n\n```toml\na = 1\n```\n") == []


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("a\n\n    ls\n", 3, "a block of commands without a mark"),
        ("```\nls\n```\n", 1, "a block of commands without a mark"),
        ("```bash\nls\n```\n", 1, "a block of commands without a mark"),
        ("<!-- run: ci -->\n\na\n\n    ls\n", 3, "a mark without a block after it"),
        ("<!-- run: ci -->\n", 0, "a mark without a block after it"),
        ("<!-- output -->\n\n    ls\n", 3, "an output without a block of commands before it"),
        ("<!-- run: often -->\n\n    ls\n", 3, "the mark 'often' is unknown"),
        ("<!-- run: ci users=4 -->\n\n    ls\n", 3, "the option 'users' of a mark is unknown"),
        ("<!-- file: a.py beside=b -->\n\n    ls\n", 3, "at most one of after, before, replaces"),
        ("<!-- run: ci exit=few -->\n\n    ls\n", 3, "cannot be read"),
        ("<!-- run: ci loud -->\n\n    ls\n", 3, "cannot be read"),
        ("<!-- run: ci exit=1 -->\n\n    ls\n    ls\n", 3, "has one line"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, line: int, told: str) -> None:
    with pytest.raises(MarkError, match=told) as error:
        read(tmp_path, text)
    assert str(error.value).startswith(f"page.md:{line}: ")


def test_every_page_is_found() -> None:
    names = {str(page.relative_to(ROOT)) for page in pages()}
    assert {"README.md", "CONTRIBUTING.md", "docs/running.md", "benchmarks/README.md", "tests/README.md"} <= names
