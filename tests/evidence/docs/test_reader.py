"""A page is followed block by block: what passes on, what is compared, and what is told when something is amiss."""

import sys
from pathlib import Path

import pytest

from evidence.docs import reader as module
from evidence.docs.pages import Block
from evidence.docs.reader import Ran, Reader, alike


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkouts are empty folders: these commands need nothing of Lockstep."""

    def made(folder: Path) -> Path:
        folder.mkdir()
        return folder

    monkeypatch.setattr(module, "checkout", made)


def block(text: str, kind: str = "ci", code: int = 0, **options: str) -> Block:
    return Block("page.md:1", kind, text, code, **options)


def followed(folder: Path, *of: Block) -> list[Ran]:
    return list(Reader(folder, list(of)).follow({"ci"}))


def amiss(folder: Path, *of: Block) -> str:
    """What is amiss with the last block that was run."""
    return followed(folder, *of)[-1].amiss


def test_variables_and_the_working_folder_pass_on(tmp_path: Path) -> None:
    first = block("NAME='a\nb'\nmkdir -p deep\ncd deep\n")
    second = block('pwd; printf "%s" "$NAME"\n', output=f"{tmp_path.resolve()}/checkout/deep\na\nb\n")
    assert [ran.amiss for ran in followed(tmp_path, first, second)] == ["", ""]


def test_a_folder_of_its_own_is_left_again(tmp_path: Path) -> None:
    of = (block("touch a; cd /", folder="own"), block("ls", folder="own", output="a"), block("! test -e a"))
    assert [ran.amiss for ran in followed(tmp_path, *of)] == [""] * 3
    assert (tmp_path / "own" / "a").exists()


def test_blocks_of_other_marks_are_left_out(tmp_path: Path) -> None:
    assert [ran.block.kind for ran in followed(tmp_path, block("false", "full"), block("true"))] == ["ci"]


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (block("echo hello; exit 3"), "page.md:1: it ended with 3, expected 0.\necho hello; exit 3\n--\nhello"),
        (block("true", code=1), "it ended with 0, expected 1"),
        (block("false\ntrue"), "it ended with 1, expected 0"),
        (block("false | true"), "it ended with 1, expected 0"),
        (block("echo no", output="yes\n"), "its output is not the one shown"),
        (block("true", before="false"), "it ended with 1, expected 0"),
        (block("true", background="ready"), "it ended with 0 instead of running on"),
    ],
)
def test_the_first_block_that_goes_wrong_is_the_last(tmp_path: Path, one: Block, told: str) -> None:
    ran = followed(tmp_path, one, block("true"))
    assert len(ran) == 1
    assert told in ran[0].amiss


def test_what_comes_before_is_done_first(tmp_path: Path) -> None:
    assert amiss(tmp_path, block("cat a", before="echo made >a", output="made")) == ""


def test_a_file_grows_by_its_blocks(tmp_path: Path) -> None:
    of = (block("a\n", "file", file="x"), block("b\n", "file", file="x"), block("cat x", output="a\nb"))
    assert amiss(tmp_path, *of) == ""


def test_what_runs_in_the_background_is_ended_as_by_ctrl_c(tmp_path: Path) -> None:
    program = "import sys, time\nprint('ready', flush=True)\ntry:\n    time.sleep(600)\nexcept KeyboardInterrupt:\n"
    (tmp_path / "program.py").write_text(program + "    open(sys.argv[1], 'w').write('ended')\n", encoding="utf-8")
    server = block(f"{sys.executable} {tmp_path}/program.py {tmp_path}/said", background="ready")
    assert [ran.amiss for ran in followed(tmp_path, server, block("true"))] == ["", "", ""]
    assert (tmp_path / "said").read_text(encoding="utf-8") == "ended"


@pytest.mark.parametrize(
    ("shown", "said", "same"),
    [
        ("a\n", "a  \n", True),
        ("...\nlast: 3\n", "one\ntwo\nlast: 3\n", True),
        ("took ... s\n", "took 1.5 s\n", True),
        ("...\nlast: 3\n", "last: 4\n", False),
        ("last: 3\n", "one\nlast: 3\n", False),
    ],
)
def test_dots_stand_for_whatever_varies(shown: str, said: str, same: bool) -> None:
    assert alike(shown, said) == same
