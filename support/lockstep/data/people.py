"""The people of a scenario: the same account data for each actor's name whenever the seed is the same.

Email addresses are unique to seed, scenario, attempt and name, in a domain reserved for examples, so that no mail
ever reaches anybody. Passwords have 16 characters with upper-case and lower-case letters, digits and special
characters. A full name comes from the fixtures; or it is the person's name with a surname from faker, so that reports
stay readable; or, if the scenario requires a script, a complete name in that script.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from lockstep.data.fixtures import Fixtures
from lockstep.data.source import Source

SCRIPTS = {
    "Latin with marks": "cs_CZ",
    "Cyrillic": "uk_UA",
    "Greek": "el_GR",
    "Arabic": "ar_SA",
    "Hebrew": "he_IL",
    "Devanagari": "hi_IN",
    "Thai": "th_TH",
    "Chinese": "zh_CN",
    "Japanese": "ja_JP",
    "Korean": "ko_KR",
}
"""Scripts in which names can be written, and faker's locale for each."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person's data for registration."""

    name: str
    full_name: str
    email: str
    password: str = field(repr=False)


class People:
    """Generates the people of one attempt of one scenario."""

    def __init__(self, seed: int, scenario: str, attempt: int = 1, fixtures: Fixtures | None = None) -> None:
        """`fixtures` determine which names come from files; None: none."""
        self._fixtures = fixtures or Fixtures()
        self._source = Source(seed, scenario, attempt)

    def person(self, name: str, script: str | None = None) -> Person:
        """The account data of the person with this name, with the full name in a script of `SCRIPTS` if one is
        passed."""
        surname = self._source.faker("person", name).last_name()
        plain = unicodedata.normalize("NFKD", f"{name}.{surname}".lower()).encode("ascii", "ignore").decode()
        local = re.sub(r"[^a-z0-9]+", ".", plain)[:40].strip(".")
        return Person(
            name=name,
            full_name=self._full_name(name, surname, script),
            email=f"{local}.{self._source.mark('email', name)}@example.com",
            password=self._source.faker("password", name).password(length=16),
        )

    def _full_name(self, name: str, surname: str, script: str | None) -> str:
        if script is not None:
            return str(self._source.faker("name", name, locale=SCRIPTS[script]).name())
        faker = self._source.faker("name", name)
        return (
            self._fixtures.named.get(name) or self._fixtures.pick(faker, self._fixtures.others) or f"{name} {surname}"
        )
