"""The source of generated data: faker, seeded separately for each value, so that order does not matter.

A value depends only on the seed of the run, the scenario's id, the attempt and the value's name: the same scenario
run alone, in another order or beside others uses the same people and texts, and a retry uses new ones.
"""

from functools import cache
from typing import NamedTuple

from faker import Faker

from lockstep.history.digest import digest


@cache
def _faker(locale: str) -> Faker:
    return Faker(locale)


class Source(NamedTuple):
    """The common seed for all data of one attempt of one scenario."""

    seed: int
    scenario: str
    attempt: int = 1

    def mark(self, *what: str | int) -> str:
        """Sixteen hexadecimal digits, unique to this value of this attempt."""
        return digest([*self, *what])

    def faker(self, *what: str | int, locale: str = "en_US") -> Faker:
        """Faker, seeded for this value; to be used before the next call."""
        faker = _faker(locale)
        faker.seed_instance(int(self.mark(*what), 16))
        return faker
