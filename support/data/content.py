"""What people write: sentences, all different within one attempt of one scenario, the same for the same seed."""

from support.data.source import Source


class Texts:
    """Makes the texts of one attempt of one scenario."""

    def __init__(self, seed: int, scenario: str, attempt: int = 1) -> None:
        self._source = Source(seed, scenario, attempt)
        self._taken: set[str] = set()
        self._asked = 0

    def take(self, count: int) -> list[str]:
        """The next `count` sentences, none of which was given before."""
        texts: list[str] = []
        while len(texts) < count:
            self._asked += 1
            text = self._source.faker("text", self._asked).sentence(nb_words=6)
            if text not in self._taken:
                self._taken.add(text)
                texts.append(text)
        return texts


def of_length(length: int) -> str:
    """A text of exactly `length` characters, at least 1, that neither begins nor ends with a space."""
    words = "all work and no play makes a dull day; "
    text = (words * (length // len(words) + 1))[:length]
    return f"{text[:-1]}." if text.endswith(" ") else text
