"""The registry's definitions as data, and the page made of them."""

from pathlib import Path

import pytest
from behave.runner import the_step_registry
from lockstep.running.definitions.catalogue import catalogue, load_steps, markdown

OWN = '''"""Cats: what they do."""

from behave import when


@when("{cat:Name} naps in {house}")
@when("{cat:Name} sleeps in {house}")
def sleeps(context, cat, house):
    """The cat is left alone.

    Example: When Tom sleeps in London
    """
'''


def test_a_page_lists_aliases_parameters_and_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_step_registry, "steps", {"given": [], "when": [], "then": [], "step": []})
    (tmp_path / "cats.py").write_text(OWN)
    load_steps([tmp_path], tmp_path)
    (one,) = catalogue(tmp_path)
    assert one.place == "cats.py:6"
    assert one.speaks_of(["NAPS", "cats"])
    assert not one.speaks_of(["naps", "dogs"])
    assert markdown([one]) == (
        "## Cats: what they do\n\n**When** `{cat:Name} sleeps in {house}`\n\n- also: `{cat:Name} naps in {house}`\n"
        "- `cat`: one person's name\n- `house`: any text\n\nThe cat is left alone.\n\n"
        "Example: `When Tom sleeps in London`\n"
    )
