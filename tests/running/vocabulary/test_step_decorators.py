"""The step decorators are those of whatever stands in for behave while steps are loaded."""

import sys
from types import ModuleType

import pytest
from lockstep.running.vocabulary import step_decorators


@pytest.mark.parametrize("kind", ["given", "when", "then"])
def test_a_definition_goes_to_the_registry_of_the_moment(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    defined: list[tuple[str, object]] = []

    def decorator(text: str) -> object:
        def define(function: object) -> object:
            defined.append((text, function))
            return function

        return define

    stand_in = ModuleType("behave")
    setattr(stand_in, kind, decorator)
    monkeypatch.setitem(sys.modules, "behave", stand_in)

    def step(_: object) -> None:
        """A step."""

    assert getattr(step_decorators, kind)("somebody acts")(step) is step
    assert defined == [("somebody acts", step)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{person} acts on {thing}", "got an unexpected keyword argument 'thing'"),
        ("somebody acts", "missing a required argument: 'person'"),
    ],
)
def test_a_definition_that_does_not_fit_its_function_is_refused(text: str, told: str) -> None:
    def step(_: object, person: str) -> None:
        """A step."""

    with pytest.raises(TypeError, match="does not fit step") as refused:
        step_decorators.when(text)(step)
    assert told in str(refused.value)
