"""Feature files as behave's model, read from paths or `path:line`, and a sentence for each that cannot be read.

behave itself gives up at the first broken file, decodes without naming it, and reads a file twice that is named
twice with another between. Here every file is read once, whatever is wrong with the others.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from behave.i18n import languages
from behave.model import Feature
from behave.model_type import FileLocation
from behave.parser import ParserError, parse_feature
from behave.runner_util import FeatureScenarioLocationCollector2

from lockstep.reporting.places import relative
from lockstep.running.selection.sources import SourceError, text_of


class FeatureTexts(NamedTuple):
    """The features, in the order in which their files were named first; the files that were read, also those without
    a feature; and a sentence for each file that cannot be read."""

    features: list[Feature]
    files: list[str]
    sentences: list[str]


def read_features(places: Iterable[FileLocation], language: str | None, root: Path) -> FeatureTexts:
    """Read each file once; lines select scenarios as behave does. `language` is that of files that name none."""
    read = FeatureTexts([], [], [])
    named: dict[str, list[FileLocation]] = {}
    for place in places:
        named.setdefault(str(Path(place.filename).absolute()), []).append(place)
    for file, locations in named.items():
        try:
            feature = read_feature(Path(file), language)
        except SourceError as error:
            read.sentences.append(f"{_place(file, error.line, root)}: {error}")
            continue
        read.files.append(file)
        if feature:
            chosen = FeatureScenarioLocationCollector2(feature, filename=file)
            for place in locations:
                chosen.add_location(FileLocation(file, place.line))
            read.features.append(chosen.build_feature())
    return read


def read_feature(file: Path, language: str | None) -> Feature | None:
    """The feature of one file; None where it has none. Raises SourceError."""
    text = text_of(file)
    for number, named in _languages(text):
        if named not in languages:
            near = difflib.get_close_matches(named, languages, n=1) or ["en"]
            raise SourceError(number, f'"{named}" is not a language of Gherkin: did you mean "{near[0]}"?')
    try:
        feature: Feature | None = parse_feature(text, language, str(file))
    except ParserError as error:
        told = f': "{error.line_text.strip()}"' if error.line_text else ""
        reason = str(error.args[0]).splitlines()[0]
        raise SourceError(error.line or 0, f"this is not Gherkin{told} ({reason})") from error
    return feature


def _languages(text: str) -> Iterator[tuple[int, str]]:
    """The languages that are named before the feature begins, as behave takes them."""
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if bare and not bare.startswith(("#", "@")):
            return
        found = re.fullmatch(r"#\s*language:(.*)", bare, re.IGNORECASE)
        if found:
            yield number, found[1].strip()


def _place(file: str, line: int, root: Path) -> str:
    return relative(file, root) + (f":{line}" if line else "")
