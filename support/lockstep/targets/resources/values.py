"""Values for the fields of a resource, as one scenario needs them: always valid, always different from the last.

A unique field gets the run's prefix and a number, so that two runs on one backend do not disturb each other.
"""

import itertools
from collections.abc import Iterator
from typing import Any

from lockstep.targets.resources.declarations import Field, Resource, Text
from lockstep.targets.resources.operations import Verb


class Values:
    """The values of one resource in one scenario."""

    def __init__(self, resource: Resource, run: str, first: int = 1) -> None:
        """`run` is the run's prefix; numbers begin at `first`."""
        self._resource = resource
        self._run = run
        self._numbers = itertools.count(first)

    def fresh(self) -> dict[str, Any]:
        """Values with which a new thing is created."""
        return {name: self._made(one, one.samples[0]) for name, one in self._resource.settable(Verb.CREATE).items()}

    def changed(self, before: dict[str, Any]) -> dict[str, Any]:
        """A value of one field that differs from the one `before`. Raises LookupError where no field can be
        changed."""
        for name, one in self._resource.settable(Verb.CHANGE).items():
            return {name: self._other(one, before.get(name))}
        raise LookupError(f"{self._resource.name} has no field that can be changed")

    def different(self, count: int, before: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """This many changes, each different from the one before it."""
        for _ in range(count):
            change = self.changed(before)
            before = before | change
            yield change

    def awkward(self) -> Iterator[tuple[str, str, str]]:
        """Each text that a field must carry unaltered: the field, the kind, the text."""
        for name, one in self._resource.fields.items():
            for kind, text in one.awkward().items() if isinstance(one, Text) and not one.unique else ():
                yield name, kind, text

    def invalid(self) -> Iterator[tuple[str, Any]]:
        """Each value that must be rejected, with its field."""
        for name, one in self._resource.fields.items():
            for value in one.invalid:
                yield name, value

    def _other(self, one: Field, before: Any) -> Any:
        if one.unique:
            return self._made(one, one.samples[-1])
        if isinstance(one, Text):
            return f"{one.samples[1]} {next(self._numbers)}"[-one.longest :]
        places = [at for at, sample in enumerate(one.samples) if sample == before]
        return one.samples[(places[0] + 1) % len(one.samples)] if places else one.samples[0]

    def _made(self, one: Field, sample: Any) -> Any:
        return f"{self._run} {sample} {next(self._numbers)}".strip() if one.unique else sample
