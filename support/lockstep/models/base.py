"""The base of the entities: camelCase, immutability, errors for people, legal transitions.

Times carry a zone; durations are milliseconds. No error displays a secret value.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from lockstep.masking import MASK

Moment = AwareDatetime
SECRETS = frozenset({"password", "accessToken", "refreshToken"})


class EntityError(Exception):
    """An entity breaks rules, or a transition is not legal. `problems` holds one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class Entity(BaseModel):
    """An entity. Create it with `make`, change it with `changed`. `transitions` lists the legal changes of `status`;
    none: the entity has no status."""

    __test__ = False  # some names begin with Test: pytest must not collect them
    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, hide_input_in_errors=True
    )
    transitions: ClassVar[Mapping[str, frozenset[str]]] = {}

    @classmethod
    def make(cls, **fields: Any) -> Self:
        """An entity with these fields. Raises EntityError."""
        try:
            return cls.model_validate(fields)
        except ValidationError as error:
            raise EntityError([_sentence(cls.__name__, dict(problem)) for problem in error.errors()]) from None

    def changed(self, **fields: Any) -> Self:
        """A copy with these fields, checked again. Raises EntityError, also for an illegal change of status."""
        before = getattr(self, "status", None)
        after = self.make(**{name: getattr(self, name) for name in type(self).model_fields} | fields)
        now = getattr(after, "status", None)
        if now != before and now not in self.transitions[str(before)]:
            allowed = ", ".join(sorted(self.transitions[str(before)])) or "nothing: it is final"
            name = type(self).__name__
            raise EntityError(
                [f"{name}.status may not go from {before} to {now}: allowed after {before} is {allowed}"]
            )
        return after

    def to_json(self) -> str:
        """JSON in camelCase, without secret fields."""
        return self.model_dump_json(by_alias=True)


def _sentence(entity: str, problem: Mapping[str, Any]) -> str:
    place = ".".join(to_camel(str(part)) for part in problem["loc"])
    message = str(problem["msg"]).removeprefix("Value error, ")
    if not place:
        return f"{entity}: {message}"
    value = "" if problem["type"] == "missing" else f" = {_shown(place, problem['input'])}"
    return f"{entity}.{place}{value} is refused: {message}"


def _shown(place: str, value: object) -> str:
    if place.split(".", maxsplit=1)[0] in SECRETS:
        return MASK
    text = repr(value)
    return text if len(text) <= 100 else f"{text[:97]}..."
