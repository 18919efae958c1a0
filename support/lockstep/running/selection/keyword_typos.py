"""The guard against misspelt keywords: Gherkin reads such a line as a description, and the run stays green.

A line of a description is rejected if it begins with a word similar to a block's keyword and a colon (`Scenrio:`),
with a word similar to Given, When or Then (`Give Ana ...`), or, in a feature or rule, with a keyword itself, because
a step there is never run; in a scenario also a table or doc string without a preceding step. In a feature or rule
prose may begin with such a word in lower case, where a sentence wraps, and with a bullet (`*`). Keywords are those of
the file's language.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from behave.i18n import languages
from behave.model import Background, Feature, Rule

from lockstep.reporting.places import relative
from lockstep.running.selection.sources import text_of

CLOSE = 0.75
PROSE = frozenset({"the", "an", "them", "they", "than", "hen", "ten", "went", "wend"})

_BLOCKS = ("feature", "rule", "background", "scenario", "scenario_outline", "examples")
_OPENERS = ("given", "when", "then")
_STEPS = (*_OPENERS, "and", "but")
_BELOW = ("|", '"""', "'''", "```")


def misspelt_keywords(features: Iterable[Feature], root: Path) -> list[str]:
    """A sentence for each line of a description that was not meant as one. Raises OSError."""
    return [sentence for feature in features for sentence in _of_feature(feature, root)]


def _of_feature(feature: Feature, root: Path) -> Iterator[str]:
    language = languages[feature.language]
    text = text_of(Path(feature.filename)).split("\n")
    for statement in _described(feature):
        line = statement.line
        for told in statement.description:
            line = next(at for at in range(line + 1, len(text) + 1) if text[at - 1].strip() == told.strip())
            reason = _meant(told.strip(), language, isinstance(statement, Feature | Rule))
            if reason:
                place = f"{relative(feature.filename, root)}:{line}"
                yield f'{place}: "{told.strip()}" is read as a description: {reason}'


def _described(parent: Feature | Rule) -> Iterator[Any]:
    yield parent
    if isinstance(parent.background, Background) and parent.background.description:
        yield parent.background
    for item in parent.run_items:
        if isinstance(item, Rule):
            yield from _described(item)
        else:
            yield item


def _meant(line: str, language: dict[str, Any], container: bool) -> str:
    if not container and line.startswith(_BELOW):
        return "a table or doc string belongs below a step"
    block = re.match(r"([^\W\d_][\w ]*?)\s*:", line)
    if block:
        near = _near(block[1], _keywords(language, _BLOCKS))
        if near:
            return f"was {near}: meant?"
    words = line.split()
    word = words[0].rstrip(":,.;") if words else ""
    steps = _keywords(language, _STEPS)
    if container and (not word[:1].isupper() or word == "*"):
        return ""
    if container and word.casefold() in {step.casefold() for step in steps}:
        return "a step must be in a scenario, and prose must not begin like a step"
    near = None if word.casefold() in PROSE else _near(word, _keywords(language, _OPENERS))
    return f"was {near} meant?" if near else ""


def _keywords(language: dict[str, Any], kinds: Iterable[str]) -> list[str]:
    return [keyword.strip() for kind in kinds for keyword in language[kind] if keyword.strip() != "*"]


def _near(word: str, keywords: Iterable[str]) -> str | None:
    folded = {keyword.casefold(): keyword for keyword in keywords}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=CLOSE)
    return folded[close[0]] if close else None
