"""The texts that people write: sentences, all different within one attempt of one scenario, the same for the same
seed.

They come from the fixtures' files, from faker, or from both (`support/lockstep/data/fixtures.py`).
"""

from lockstep.data.fixtures import Fixtures
from lockstep.data.source import Source


class Texts:
    """Generates the texts of one attempt of one scenario."""

    def __init__(self, seed: int, scenario: str, attempt: int = 1, fixtures: Fixtures | None = None) -> None:
        """`fixtures` determine which texts come from files; None: none."""
        self._fixtures = fixtures or Fixtures()
        self._source = Source(seed, scenario, attempt)
        self._taken: set[str] = set()
        self._asked = 0

    def take(self, count: int) -> list[str]:
        """The next `count` sentences, none of which was returned before."""
        texts: list[str] = []
        while len(texts) < count:
            self._asked += 1
            text = self._next()
            if text not in self._taken:
                self._taken.add(text)
                texts.append(text)
        return texts

    def _next(self) -> str:
        faker = self._source.faker("text", self._asked)
        text = self._fixtures.pick(faker, self._fixtures.texts)
        if text is not None and not self._fixtures.generate and text in self._taken:
            return f"{text} ({self._asked})"
        return text or str(faker.sentence(nb_words=6))


def of_length(length: int) -> str:
    """A text of exactly `length` characters, at least 1, that neither begins nor ends with a space."""
    words = "all work and no play makes a dull day; "
    text = (words * (length // len(words) + 1))[:length]
    return f"{text[:-1]}." if text.endswith(" ") else text
