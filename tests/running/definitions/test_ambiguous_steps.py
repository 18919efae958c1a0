"""An ambiguous definition is one sentence with both places."""

from pathlib import Path

import pytest
from behave.step_registry import AmbiguousStep, StepRegistry
from lockstep.running.definitions.ambiguous_steps import ambiguity

FIRST = "def function(context): pass\nregistry.add_step_definition('when', '{who} acts', function)\n"
SECOND = "\n\n\ndef function(context): pass\nregistry.add_step_definition('when', 'Ana acts', function)\n"


def test_both_places_and_texts_are_named(tmp_path: Path) -> None:
    registry = StepRegistry()
    first, second = compile(FIRST, tmp_path / "first.py", "exec"), compile(SECOND, tmp_path / "second.py", "exec")
    exec(first, {"registry": registry})  # noqa: S102
    with pytest.raises(AmbiguousStep) as raised:
        exec(second, {"registry": registry})  # noqa: S102
    assert ambiguity(raised.value, tmp_path) == (
        "the step 'Ana acts' (second.py:5) is ambiguous: '{who} acts' (first.py:1) matches the same text;"
        " change one of the two"
    )


def test_words_that_behave_does_not_use_are_handed_on(tmp_path: Path) -> None:
    assert ambiguity(AmbiguousStep("something else"), tmp_path) == "something else"
