"""What the entities share: camelCase, sentences, immutability, transitions."""

import json

import pytest
from lockstep.models import (
    Entity,
    EntityError,
    IntegrationEvent,
    PerformanceMetric,
    TestResult,
    TestScenario,
    TestUser,
)

from tests.models.made import EVENT, LATER, METRIC, RESULT, SCENARIO, USER

ALL = [(TestUser, USER), (TestScenario, SCENARIO), (TestResult, RESULT), (IntegrationEvent, EVENT),
       (PerformanceMetric, METRIC)]  # fmt: skip
WRONG: dict[str, object] = {"end_time": LATER, "error_details": "why", "error_message": "why"}
STEPS: dict[str, dict[str, object]] = {
    **{status: {"end_time": LATER} for status in ("PASSED", "FLAKY", "SKIPPED", "CANCELLED")},
    **dict.fromkeys(("FAILED", "ERROR", "TIMEOUT"), WRONG),
    "PROCESSED": {"is_processed": True},
}


@pytest.mark.parametrize(("kind", "fields"), ALL)
def test_json_is_in_camel_case_and_read_back(kind: type[Entity], fields: dict[str, object]) -> None:
    made = kind.make(**fields)
    written = json.loads(made.to_json())
    assert not [key for key in written if "_" in key]
    assert fields.keys() - written.keys() <= {"password", "accessToken"}
    assert kind.make(**(fields | written)) == made


@pytest.mark.parametrize(("kind", "fields"), ALL)
def test_what_is_missing_or_unknown_is_named(kind: type[Entity], fields: dict[str, object]) -> None:
    without = {key: value for key, value in fields.items() if key != "id"}
    with pytest.raises(EntityError, match=rf"^{kind.__name__}\.id is refused: Field required$"):
        kind.make(**without)
    with pytest.raises(EntityError, match=rf"{kind.__name__}\.colour = 'red' is refused"):
        kind.make(**fields, colour="red")
    with pytest.raises(EntityError) as refused:
        kind.make(**(without | {"colour": "red"}))
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize(("kind", "fields"), ALL)
def test_pytest_does_not_take_them_for_tests(kind: type[Entity], fields: dict[str, object]) -> None:
    assert kind.__test__ is False


@pytest.mark.parametrize(("kind", "fields"), [pair for pair in ALL if pair[0].transitions])
def test_exactly_the_legal_transitions_can_be_made(kind: type[Entity], fields: dict[str, object]) -> None:
    for before, allowed in kind.transitions.items():
        made = kind.make(**fields).model_copy(update={"status": before})
        made = kind.make(**{name: getattr(made, name) for name in kind.model_fields} | _fitting(kind, before))
        for after in kind.transitions:
            changes = {"status": after} | _fitting(kind, after)
            if after == before or after in allowed:
                assert vars(made.changed(**changes))["status"] == after
            else:
                with pytest.raises(EntityError, match=f"may not go from {before} to {after}: allowed after"):
                    made.changed(**_neutral(kind) | changes)


def test_a_change_is_checked_and_leaves_the_original() -> None:
    made = TestScenario.make(**SCENARIO)
    with pytest.raises(EntityError, match=r"TestScenario\.timeout = 999 is refused"):
        made.changed(timeout=999)
    assert made.changed(timeout=1_000).timeout == 1_000
    assert made.timeout == 30_000


def test_a_long_value_is_cut() -> None:
    with pytest.raises(EntityError) as refused:
        TestScenario.make(**(SCENARIO | {"type": "x" * 1000}))
    assert len(str(refused.value)) < 300


def _fitting(kind: type[Entity], status: str) -> dict[str, object]:
    return {key: value for key, value in STEPS.get(status, {}).items() if key in kind.model_fields}


def _neutral(kind: type[Entity]) -> dict[str, object]:
    blank = {"end_time": None, "error_details": "", "error_message": "", "is_processed": False}
    return {key: value for key, value in blank.items() if key in kind.model_fields}
