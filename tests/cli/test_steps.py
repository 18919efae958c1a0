"""`lockstep steps` lists the steps of the folder it is called in."""

import json
from pathlib import Path

import pytest
from behave.runner import the_step_registry
from click.testing import CliRunner
from lockstep.cli.steps import steps

OWN = '''"""Cats: what they do."""

from lockstep.running.vocabulary.step_decorators import Context, when


@when("{cat:Name} sleeps {count:d} hours")
def sleeps(context: Context, cat: str, count: int) -> None:
    """The cat is left alone.

    Example: When Tom sleeps 3 hours
    """
'''


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(the_step_registry, "steps", {"given": [], "when": [], "then": [], "step": []})
    monkeypatch.chdir(tmp_path)
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps/cats.py").write_text(OWN)
    return tmp_path


def test_own_steps_are_listed_by_subject() -> None:
    ran = CliRunner().invoke(steps, ["SLEEPS", "cat"])
    assert ran.output == "Cats: what they do\n\n  When  {cat:Name} sleeps {count:d} hours\n\n"


def test_as_data() -> None:
    (one,) = json.loads(CliRunner().invoke(steps, ["--json"]).output)
    assert one == {
        "keyword": "when",
        "text": "{cat:Name} sleeps {count:d} hours",
        "aliases": [],
        "parameters": [
            {"name": "cat", "type": "Name", "accepts": "one person's name"},
            {"name": "count", "type": "d", "accepts": "a whole number"},
        ],
        "description": "The cat is left alone.",
        "example": "When Tom sleeps 3 hours",
        "place": "steps/cats.py:6",
        "subject": "Cats: what they do",
        "below": [],
    }


def test_a_page_is_renewed_between_its_marks(own: Path) -> None:
    page = own / "steps.md"
    page.write_text("a\n<!-- steps -->\nold\n<!-- /steps -->\nb\n")
    assert CliRunner().invoke(steps, ["--page", str(page)]).exit_code == 0
    assert page.read_text().startswith("a\n<!-- steps -->\n## Cats: what they do\n")
    assert page.read_text().endswith("Example: `When Tom sleeps 3 hours`\n<!-- /steps -->\nb\n")


def test_words_that_nothing_mentions_are_named() -> None:
    ran = CliRunner().invoke(steps, ["dog"])
    assert ran.exit_code == 2
    assert "no step mentions dog" in ran.output


def test_an_ambiguous_step_has_code_2(own: Path) -> None:
    (own / "steps/more.py").write_text(
        OWN.replace("{cat:Name} sleeps {count:d} hours", "Tom sleeps 3 hours").replace(", cat: str, count: int", "")
    )
    ran = CliRunner().invoke(steps, [])
    assert ran.exit_code == 2
    assert "steps/cats.py:6" in ran.output
