"""Where generated data comes from: faker, seeded anew for each thing, so that order plays no part.

What is made depends on the seed of the run, the scenario's id, the attempt and what the thing is called, and on
nothing else: the same scenario run alone, in another order or beside others gets the same people and texts, and a
retry gets fresh ones.
"""

from functools import cache
from typing import NamedTuple

from faker import Faker

from lockstep.history.digest import digest


@cache
def _faker(locale: str) -> Faker:
    return Faker(locale)


class Source(NamedTuple):
    """The beginning of all data of one attempt of one scenario."""

    seed: int
    scenario: str
    attempt: int = 1

    def mark(self, *what: str | int) -> str:
        """Sixteen hexadecimal digits that only this thing of this attempt has."""
        return digest([*self, *what])

    def faker(self, *what: str | int, locale: str = "en_US") -> Faker:
        """Faker, seeded for this thing; to be used before anything else asks for it."""
        faker = _faker(locale)
        faker.seed_instance(int(self.mark(*what), 16))
        return faker
