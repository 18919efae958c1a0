"""Questions: found by line wherever they stand, and nothing else is taken for one."""

from pathlib import Path

import pytest
from lockstep.settings import Settings
from lockstep.targets.base import TargetFaultError
from lockstep.targets.external_adapter import target_in
from lockstep.targets.questions import Open, Question, questions_in

ASKING = '''"""An adapter."""
from lockstep.targets.questions import Question

TENANT = Question("Which tenant?")
PATHS = {
    f"/{TENANT}/orders": Question(
        "Which event announces "
        "a new order?"
    ),
}


def never() -> None:
    Question(f"{TENANT} {1}")
'''


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.py"
    path.write_text(text, "utf-8")
    return path


def test_they_are_listed_by_line(tmp_path: Path) -> None:
    assert questions_in(written(tmp_path, ASKING)) == [
        Open(4, "Which tenant?"),
        Open(6, "Which event announces a new order?"),
        Open(14, "f'{TENANT} {1}'"),
    ]


@pytest.mark.parametrize(
    ("imported", "called"),
    [
        ("import lockstep.targets.questions", "lockstep.targets.questions.Question"),
        ("import lockstep.targets.questions as q", "q.Question"),
        ("from lockstep.targets import questions", "questions.Question"),
        ("from lockstep.targets.questions import Question as Ask", "Ask"),
    ],
)
def test_under_whatever_name(imported: str, called: str, tmp_path: Path) -> None:
    assert questions_in(written(tmp_path, f"{imported}\n{called}('Which?')\n")) == [Open(2, "Which?")]


@pytest.mark.parametrize(
    "text",
    [
        "class Question(str): pass\nQuestion('an own class')\n",
        "from own import Question\nQuestion('of a quiz')\n",
        "from lockstep.targets.questions import Question\n# Question('a comment')\n'Question(1)'\n",
        "no python",
        "\0",
        "(" * 100_000,
    ],
)
def test_nothing_else_is_one(text: str, tmp_path: Path) -> None:
    assert questions_in(written(tmp_path, text)) == []
    assert questions_in(tmp_path / "nowhere.py") == []


def test_no_run_begins_while_one_is_open(tmp_path: Path) -> None:
    with pytest.raises(TargetFaultError) as told:
        target_in(written(tmp_path, ASKING), Settings())
    assert str(told.value) == (
        f'{tmp_path / "mine.py"}, line 4: answer "Which tenant?" first; there are 3 open, and lockstep target check'
        " lists them"
    )


def test_one_stands_where_a_text_may_stand() -> None:
    assert Question("Which?") == "Which?"
    assert isinstance(Question("Which?"), str)
