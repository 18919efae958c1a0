"""The adapter of a draft: Python accepts it as it is, and with its questions answered a target is made of it."""

import ast
from pathlib import Path

import pytest
from lockstep.starter.documents.adapter import adapter, feature, questions
from lockstep.starter.documents.code import Ask, Call
from lockstep.starter.documents.draft import Draft, Kind
from lockstep.starter.documents.drafting import draft_of
from lockstep.targets.external_adapter import target_class
from lockstep.targets.questions import questions_in

from tests.starter.documents.answering import asked_in, replaced
from tests.starter.documents.built import SHAPES

ALL = sorted(SHAPES.iterdir())
ANSWERS = {
    "announced? SILENT": "SILENT", "readers": '""', "In which order": '"channel"', "same order": "True",
    "milliseconds": "100", "which announces": '"x"', "a value of its own": "False", "Which two values": '("a", "b")',
    "Bearer(sign_in": "None", "How do frames": "JsonSocket()", "Which accounts": "()", "learn who": '"header"',
    "Which request changes": "Patch('/a/{id}')", "Which request creates": "Post('/a')", "announce of": '"change"',
    "another company": "frozenset()", "Is a ": '""', "Who may": '""', "Which request logs": "None",
}  # fmt: skip


def written(folder: Path, text: str) -> Path:
    path = folder / f"{abs(hash(text))}.py"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_its_questions_are_found_and_its_lines_are_short(path: Path, tmp_path: Path) -> None:
    draft = draft_of(*((path, None) if ".openapi." in path.name else (None, path)))
    text = adapter(draft)
    found = questions_in(written(tmp_path, text))
    assert sorted(one.text for one in found) == sorted(" ".join(one.split()) for one in questions(draft))
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_with_answers_it_is_a_target(path: Path, tmp_path: Path) -> None:
    text = adapter(draft_of(*((path, None) if ".openapi." in path.name else (None, path))))
    answers = [_answer(str(ast.literal_eval(one.args[0])), number) for number, one in enumerate(asked_in(text))]
    target = target_class(written(tmp_path, replaced(text, answers)))
    assert target().resources


def _answer(question: str, number: int) -> str:
    return next((answer for part, answer in ANSWERS.items() if part in question), f'"x{number}"')


def test_names_that_meet_are_told_apart(tmp_path: Path) -> None:
    kind = Kind("silent", operations={"create": Call("Post", ("/a",)), "change": Call("Patch", ("/a/{id}",))})
    kind.fields = {"name": Call("Text")}
    draft = Draft('"""\nOrders\\', ("a.yaml",), [kind, Kind("x")], constants={"X": Ask("Which?")})
    text = adapter(draft)
    assert "SILENT_RESOURCE = Resource(" in text
    assert "X_RESOURCE = Resource(" in text
    assert '"""The adapter of Orders, from a.yaml.\n' in text
    ast.parse(text)


def test_the_feature_is_about_the_first_kind() -> None:
    assert feature(Draft("a", kinds=[Kind("order")])).splitlines()[1] == (
        "Feature: Everyone who watches an order receives what happens to it"
    )
