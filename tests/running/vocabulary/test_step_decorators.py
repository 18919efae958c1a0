"""The step decorators: definitions are patterns of `parse`, and must fit their functions."""

from types import SimpleNamespace

import pytest
from behave import use_step_matcher
from behave.matchers import ParseMatcher
from behave.runner import the_step_registry
from lockstep.running.vocabulary import step_decorators
from lockstep.targets.declarations import NotPromisedError


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_step_registry, "steps", {"given": [], "when": [], "then": [], "step": []})


@pytest.mark.parametrize("kind", ["given", "when", "then"])
@pytest.mark.parametrize("matcher", ["re", "parse"])
def test_a_definition_is_a_pattern_of_parse_whatever_the_file_uses(kind: str, matcher: str) -> None:
    def step(_: object, count: int) -> None:
        """A step."""

    use_step_matcher(matcher)
    try:
        assert getattr(step_decorators, kind)("somebody acts {count:d} times")(step) is step
    finally:
        use_step_matcher("parse")
    [definition] = the_step_registry.steps[kind]
    assert isinstance(definition, ParseMatcher)
    assert definition.match("somebody acts 3 times")


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


def test_what_the_target_does_not_promise_skips_the_scenario_with_its_reason() -> None:
    def step(_: object) -> None:
        raise NotPromisedError("target mine does not declare how a session ends here")

    step_decorators.when("somebody acts")(step)
    step_decorators.when("somebody tries to act")(step)
    one, other = the_step_registry.steps["when"]
    assert one.func is other.func
    reasons: list[str] = []
    one.func(SimpleNamespace(scenario=SimpleNamespace(skip=reasons.append)))
    assert reasons == ["target mine does not declare how a session ends here"]
