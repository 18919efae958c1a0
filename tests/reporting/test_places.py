import runpy
from pathlib import Path

import pytest
from lockstep.reporting.places import frames, place, relative, sentence
from lockstep.settings.locations import home


def raised(root: Path, text: str) -> BaseException:
    """What a file of the project with this text raises when it is run."""
    path = root / "features" / "steps" / "a.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    with pytest.raises((ValueError, SyntaxError)) as caught:
        runpy.run_path(str(path))
    return caught.value


def test_paths_are_relative_to_the_project(tmp_path: Path) -> None:
    assert relative(tmp_path / "features" / "a.feature", tmp_path) == "features/a.feature"
    assert relative(home() / "support" / "x.py", tmp_path) == "support/x.py"
    assert relative("/elsewhere/x.py", tmp_path) == "/elsewhere/x.py"


def test_only_own_frames_are_told(tmp_path: Path) -> None:
    error = raised(tmp_path, "import json\ndef act():\n    json.loads('x')\nact()\n")
    assert frames(error, tmp_path) == ["features/steps/a.py:4 in <module>", "features/steps/a.py:3 in act"]
    assert place(error, tmp_path) == "features/steps/a.py:3"


def test_frames_of_the_suite_itself_are_own(tmp_path: Path) -> None:
    error = raised(tmp_path, "from lockstep.reporting.results import worst\nworst([])\n")
    assert place(error, tmp_path).startswith("support/lockstep/reporting/results.py:")


def test_a_syntax_error_is_where_its_text_is(tmp_path: Path) -> None:
    error = raised(tmp_path, "x = 1\ny = (\n")
    assert place(error, tmp_path) == "features/steps/a.py:2"


def test_an_exception_from_elsewhere_has_no_place() -> None:
    assert place(ValueError("x"), Path.cwd()) == ""


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (AssertionError(" Ben received nothing\n"), "Ben received nothing"),
        (AssertionError(), "an assertion without a message"),
        (ValueError("x"), "ValueError: x"),
        (KeyError(), "KeyError"),
    ],
)
def test_sentences(error: BaseException, text: str) -> None:
    assert sentence(error) == text


def test_a_plain_exception_speaks_for_itself() -> None:
    assert sentence(OSError("the disk is full"), (OSError,)) == "the disk is full"
