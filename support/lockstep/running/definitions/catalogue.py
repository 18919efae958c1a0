"""The step definitions in behave's registry, as data, and the page generated from them.

`load_steps` fills the registry from folders of step files; `catalogue` reads it. Aliases are other texts of the same
function with the same keyword. Places are `file:line`, relative to the given root.
"""

import inspect
import string
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
from behave.matchers import ParseMatcher
from behave.runner import the_step_registry
from behave.runner_util import PathManager, exec_file, load_step_modules
from behave.step_registry import AmbiguousStep

from lockstep.reporting.places import relative
from lockstep.running.active_runner import announce
from lockstep.running.definitions import parameter_types
from lockstep.running.definitions.ambiguous_steps import ambiguity
from lockstep.running.definitions.step_arguments import NAMES, taken
from lockstep.running.errors import SuiteFaultError

BUILT_IN = {"": "any text", "d": "a whole number", "w": "a word", "g": "a number", "f": "a number with decimals"}
KEYWORDS = ("given", "when", "then", "step")
_EXAMPLE = "Example:"


class StepParameter(msgspec.Struct, frozen=True):
    """A placeholder of a step: its name, its type as in the text, and a description of accepted values."""

    name: str
    type: str
    accepts: str


class StepDefinition(msgspec.Struct, frozen=True):
    """A step definition; `description` is its docstring without the example."""

    keyword: str
    text: str
    aliases: tuple[str, ...]
    parameters: tuple[StepParameter, ...]
    description: str
    example: str
    place: str
    subject: str
    below: tuple[str, ...] = ()
    """What the step takes below it: a doc string, a table."""

    def speaks_of(self, words: Iterable[str]) -> bool:
        """Whether it contains every word."""
        told = " ".join((self.keyword, self.text, *self.aliases, self.description, self.subject)).casefold()
        return all(word.casefold() in told for word in words)


def load_steps(folders: Iterable[Path], root: Path) -> None:
    """Load the step files of these folders, as a run does, after the hooks next to them, which may register types.
    Raises SuiteFaultError for an ambiguous step, and what a file raises. Places are told from `root`."""
    parameter_types.register()
    announce("catalogue")
    for folder in folders:
        hooks = folder.parent / "environment.py"
        if hooks.is_file():
            with PathManager([str(folder.parent)]):
                exec_file(str(hooks), {})
        try:
            load_step_modules([str(folder)])
        except AmbiguousStep as error:
            raise SuiteFaultError(ambiguity(error, root)) from error


def catalogue(root: Path) -> list[StepDefinition]:
    """All step definitions in the registry, by subject, keyword and place."""
    found: dict[tuple[str, Callable[..., Any]], list[Any]] = {}
    for keyword in KEYWORDS:
        for matcher in the_step_registry.steps[keyword]:
            found.setdefault((keyword, matcher.func), []).append(matcher)
    made = [_definition(keyword, function, matchers, root) for (keyword, function), matchers in found.items()]
    return sorted(made, key=lambda one: (one.subject, KEYWORDS.index(one.keyword), _order(one.place)))


def markdown(steps: Iterable[StepDefinition]) -> str:
    """The catalogue by subject."""
    lines: list[str] = []
    for subject, members in groupby(steps, key=lambda one: one.subject):
        lines += [f"## {subject}", ""]
        for one in members:
            lines += _entry(one)
    return "\n".join(lines).rstrip() + "\n"


def _entry(one: StepDefinition) -> Iterator[str]:
    yield f"**{one.keyword.title()}** `{one.text}`"
    yield ""
    yield from (f"- also: `{alias}`" for alias in one.aliases)
    yield from (f"- `{part.name}`: {part.accepts}" for part in one.parameters)
    yield from (f"- below it: a {name}" for name in one.below)
    if one.aliases or one.parameters or one.below:
        yield ""
    if one.description:
        yield from (one.description, "")
    if one.example:
        yield from (f"Example: `{one.example}`", "")


def _definition(keyword: str, function: Callable[..., Any], matchers: list[Any], root: Path) -> StepDefinition:
    description, _, example = (inspect.getdoc(function) or "").partition(_EXAMPLE)
    texts = [matcher.pattern for matcher in matchers]
    location = matchers[0].location
    return StepDefinition(
        keyword=keyword,
        text=texts[0],
        aliases=tuple(texts[1:]),
        parameters=tuple(_parameters(matchers[0])),
        description=" ".join(description.split()),
        example=example.strip(),
        place=f"{relative(location.filename, root)}:{location.line}",
        subject=_subject(function, str(location.filename)),
        below=tuple(name for below, name in NAMES.items() if below in taken(function)),
    )


def _parameters(matcher: Any) -> Iterator[StepParameter]:
    if not isinstance(matcher, ParseMatcher):
        return
    for _, name, kind, _ in string.Formatter().parse(matcher.pattern):
        if name:
            yield StepParameter(name, kind or "", _accepts(kind or "", ParseMatcher.TYPE_REGISTRY))


def _accepts(kind: str, types: dict[str, Any]) -> str:
    if kind not in types:
        return BUILT_IN.get(kind, f"what parse reads as `{kind}`")
    words = (inspect.getdoc(types[kind]) or "").rstrip(".")
    pattern = getattr(types[kind], "pattern", "")
    phrases = pattern.replace("\\", "").split("|")
    if not words and pattern:
        return "one of " + ", ".join(f'"{phrase}"' for phrase in phrases)
    return words[:1].lower() + words[1:] or f"a {kind}"


def _subject(function: Callable[..., Any], file: str) -> str:
    title = (inspect.unwrap(function).__globals__.get("__doc__") or "").strip().partition("\n")[0]
    return title.rstrip(".") or Path(file).stem


def _order(place: str) -> tuple[str, int]:
    file, _, line = place.rpartition(":")
    return file, int(line)
