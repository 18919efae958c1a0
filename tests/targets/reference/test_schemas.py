"""The models are exact: nothing unknown, nothing missing, nothing converted."""

import pytest
from lockstep.targets.reference import schemas
from pydantic import BaseModel, ValidationError

from tests.targets.reference import answers

MODELS = [
    (schemas.User, answers.USER),
    (schemas.Message, answers.MESSAGE),
    (schemas.Chatroom, answers.CHATROOM),
    (schemas.Tombstone, answers.TOMBSTONE),
    (schemas.Session, answers.SESSION),
    (schemas.Membership, answers.MEMBERSHIP),
]


@pytest.mark.parametrize(("model", "good"), MODELS)
def test_every_field_counts(model: type[BaseModel], good: dict[str, object]) -> None:
    model.model_validate(good)
    with pytest.raises(ValidationError):
        model.model_validate(good | {"surprise": 1})
    for field in good:
        with pytest.raises(ValidationError):
            model.model_validate({key: value for key, value in good.items() if key != field})
        with pytest.raises(ValidationError):
            model.model_validate(good | {field: object()})


@pytest.mark.parametrize("time", ["2026-11-22", "2026-11-22T17:58:01Z", "2026-11-22T17:58:01.123+00:00", ""])
def test_times_are_in_utc_with_milliseconds(time: str) -> None:
    with pytest.raises(ValidationError):
        schemas.Tombstone.model_validate(answers.TOMBSTONE | {"deletedAt": time})


def test_a_revocation_says_why() -> None:
    schemas.Revocation.model_validate(answers.MEMBERSHIP | {"reason": "left"})
    with pytest.raises(ValidationError):
        schemas.Revocation.model_validate(answers.MEMBERSHIP | {"reason": "bored"})
