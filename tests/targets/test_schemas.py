"""What breaks a schema is told by its path, without the value."""

from lockstep.targets.schemas import breach
from pydantic import TypeAdapter


def test_what_is_right_breaks_nothing() -> None:
    assert breach(TypeAdapter(dict[str, int]), {"a": 1}, "answer") is None


def test_the_first_thing_wrong_is_told_without_its_value() -> None:
    told = breach(TypeAdapter(dict[str, int]), {"a": "secret"}, "answer")
    assert told is not None
    assert told.startswith("answer.a: ")
    assert "secret" not in told
