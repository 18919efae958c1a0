"""Feature files as behave's model, read from paths or `path:line`, and a sentence for each that cannot be read.

behave itself stops at the first broken file, does not name a file that it cannot decode, and reads a file twice if it
is named twice with another in between. Here every file is read once, regardless of errors in the others.
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from behave.i18n import languages
from behave.model import Feature, Scenario, Table
from behave.model_type import FileLocation
from behave.parser import ParserError, parse_feature
from behave.runner_util import FeatureScenarioLocationCollector2

from lockstep.reporting.places import relative
from lockstep.running.selection.each_resource import expand
from lockstep.running.selection.examples import outlines
from lockstep.running.selection.sources import SourceError, text_of

_LANGUAGE = re.compile(r"#\s*(?P<word>language)(?P<space>\s*):\s*(?P<name>.*)", re.IGNORECASE)


class FeatureTexts(NamedTuple):
    """The features, in the order in which their files were first named; the files that were read, including those
    without a feature; and a sentence for each file that cannot be read."""

    features: list[Feature]
    files: list[str]
    sentences: list[str]


def _selection(feature: Feature, file: str) -> Any:
    """behave's selection by lines, which knows one scenario a line; but the rows of all resources have the line of
    the one row in the file."""
    chosen: Any = FeatureScenarioLocationCollector2(feature, filename=file)
    discover = chosen.discover_selected_scenarios

    def with_siblings(strict: bool = False) -> set[Scenario]:
        lines = {(id(one.parent), one.line) for one in discover(strict)}
        return {one for one in chosen.all_scenarios if (id(one.parent), one.line) in lines}

    chosen.discover_selected_scenarios = with_siblings
    return chosen


def read_features(
    places: Iterable[FileLocation], language: str | None, root: Path, resources: Sequence[str] = ()
) -> FeatureTexts:
    """Read each file once; lines select scenarios as in behave. `language` applies to files that name none; outlines
    written for each resource get a row for each of these `resources`."""
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
            expand(feature, resources)
            chosen = _selection(feature, file)
            for place in locations:
                chosen.add_location(FileLocation(file, place.line))
            read.features.append(chosen.build_feature())
    return read


def read_feature(file: Path, language: str | None) -> Feature | None:
    """The feature of one file, as it is written; None if it has none. Raises SourceError."""
    text = text_of(file)
    _check_languages(text)
    try:
        feature: Feature | None = parse_feature(text, language, str(file))
    except ParserError as error:
        told = f': "{error.line_text.strip()}"' if error.line_text else ""
        raise SourceError(error.line or 0, f"this is not Gherkin{told}{_reason(str(error.args[0]))}") from error
    for examples in (one for outline in outlines(feature) for one in outline.examples) if feature else ():
        examples.table = examples.table or Table([])  # behave would print an error; the guards report it
    return feature


def _reason(message: str) -> str:
    """behave's message about the line, without its state and the line itself; in brackets unless it is empty."""
    if "BAD-INDENT" in message:
        return " (a line of the doc string begins left of its opening quotes, or they are not closed)"
    said = re.sub("^REASON: ", "", message.strip().splitlines()[-1])
    bare = re.sub(r" at line \d+.*", "", said, flags=re.DOTALL)
    return "" if bare.startswith("Parser failure") else f" ({bare})"


def _check_languages(text: str) -> None:
    """Raises SourceError for a language line before the feature that only one parser would see, or that is
    unknown."""
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if bare and not bare.startswith(("#", "@")):
            return
        found = _LANGUAGE.fullmatch(bare)
        if found and (found["word"] != "language" or found["space"]):
            raise SourceError(number, f'write it as "# language: {found["name"]}": not every parser reads this form')
        if found and found["name"] not in languages:
            base = found["name"].split("-")[0]
            near = [base] if base in languages else difflib.get_close_matches(found["name"], languages, n=1)
            hint = f'did you mean "{near[0]}"?' if near else 'leave the line out for "en"'
            raise SourceError(number, f'"{found["name"]}" is not a language of Gherkin: {hint}')


def _place(file: str, line: int, root: Path) -> str:
    return relative(file, root) + (f":{line}" if line else "")
