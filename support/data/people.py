"""The people of a scenario: for each actor's name the same account data whenever the seed is the same.

Email addresses are unique to seed, scenario, attempt and name, in a domain that is reserved for examples, so that
no mail ever reaches anybody. Passwords hold 16 characters with capital and small letters, digits and special
characters. A person's full name begins with the actor's name, so that reports stay readable.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from support.data.source import Source


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody signs up with."""

    name: str
    full_name: str
    email: str
    password: str = field(repr=False)


class People:
    """Makes the people of one attempt of one scenario."""

    def __init__(self, seed: int, scenario: str, attempt: int = 1) -> None:
        self._source = Source(seed, scenario, attempt)

    def person(self, name: str) -> Person:
        """The account data of the actor of this name."""
        faker = self._source.faker("person", name)
        surname = faker.last_name()
        plain = unicodedata.normalize("NFKD", f"{name}.{surname}".lower()).encode("ascii", "ignore").decode()
        local = re.sub(r"[^a-z0-9]+", ".", plain)[:40].strip(".")
        return Person(
            name=name,
            full_name=f"{name} {surname}",
            email=f"{local}.{self._source.mark('email', name)}@example.com",
            password=faker.password(length=16),
        )
