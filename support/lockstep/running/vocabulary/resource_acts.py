"""Acts on resources as data, the words for each, and programs of them as Gherkin that reads back as the same acts.

An act is what one step of a feature asks for. A program is a sequence of acts and of groups of acts that happen at
the same time, in lanes: each person, and each device, does one thing after the other. The words of an act are the
pattern of its step definition, so that there is one text for each act: `told` fills it in, `program_of` reads it back
by the definitions that behave has loaded.
"""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from behave.model import Step
from behave.parser import parse_feature
from behave.runner import the_step_registry

from lockstep.running.errors import SuiteFaultError
from lockstep.running.vocabulary.field_values import told_values


class What(StrEnum):
    """What an act does; the value is the keyword and the pattern of its step definition."""

    WATCH = 'given {people:Names} watch {kind:Resource} "{label:Label}"'
    WATCH_NEW = "given {people:Names} watch for each new {kind:Resource}"
    WATCH_ELSEWHERE = "given {person:Name} of another company watches for each new {kind:Resource}"
    LISTEN_ON = "given {person:Name} also listens on {whose:Their} {device}"
    LATENCY = "given the network adds {ms:d} ms of latency"
    SILENCE = "given {person:Name}'s connection goes silent for {seconds:d} seconds"
    CREATE = 'when {person:Name} creates {kind:Resource} "{label:Label}"'
    CREATE_WITH = 'when {person:Name} creates {kind:Resource} "{label:Label}" with {values:Values}'
    CREATE_MANY = "when {people:Names} create {count:d} things of the kind {kind:Resource} each, all at once"
    CREATE_UNTIL_ANSWERED = (
        'when {person:Name} creates {kind:Resource} "{label:Label}" and retries until it is answered'
    )
    CHANGE = 'when {person:Name} changes {kind:Resource} "{label:Label}"'
    CHANGE_OFTEN = 'when {person:Name} changes {kind:Resource} "{label:Label}" {count:d} times'
    CHANGE_AT_ONCE = (
        'when {people:Names} change {kind:Resource} "{label:Label}" {count:d} times each, at the same time'
    )
    CHANGE_NOTHING = 'when {person:Name} changes {kind:Resource} "{label:Label}" to what it is already'
    CHANGE_OLD = (
        'when {person:Name} changes {kind:Resource} "{label:Label}", based on the version before the last one'
    )
    CHANGE_SAME = (
        'when {people:Names} change {kind:Resource} "{label:Label}" at the same time, based on the same version'
    )
    GIVE = 'when {person:Name} gives {kind:Resource} "{label:Label}" {values:Values}'
    TRY_CHANGE = 'when {person:Name} tries to change {kind:Resource} "{label:Label}"'
    DELETE = 'when {person:Name} deletes {kind:Resource} "{label:Label}"'
    READ = 'when {person:Name} reads {kind:Resource} "{label:Label}"'
    LIST = "when {person:Name} lists every {kind:Resource}"
    TAKE_AWAY = 'when {person:Name} takes away {member:Name}\'s right to {kind:Resource} "{label:Label}"'
    CUT = "when {person:Name}'s {device:Device} is cut off"
    RETURN = "when {person:Name}'s {device:Device} reconnects and watches again"
    RESUME = "when {person:Name}'s {device:Device} reconnects and asks for the missed events"
    PAUSE = "when {person:Name}'s {device:Device} stops reading"
    READ_ON = "when {person:Name}'s {device:Device} resumes reading"
    FAULT = "when {person:Name}'s connection {trouble:Trouble}"
    API_FAULT = "when {person:Name}'s API connection {trouble:ApiTrouble}"
    RECOVER = "when {person:Name}'s network recovers"
    QUIET = "when everything is quiet"

    @property
    def keyword(self) -> str:
        """Of its step definition."""
        return self.value.partition(" ")[0]

    @property
    def pattern(self) -> str:
        """Of its step definition."""
        return self.value.partition(" ")[2]


TOGETHER = "these acts happen at the same time"
"""The step of a group, with a table of who does what."""
CONCURRENT = frozenset({
    What.CREATE, What.CREATE_WITH, What.CHANGE, What.CHANGE_OFTEN, What.CHANGE_NOTHING, What.GIVE, What.DELETE,
    What.READ, What.LIST, What.TAKE_AWAY, What.CUT, What.RETURN, What.RESUME, What.PAUSE, What.READ_ON,
})  # fmt: skip
"""What may be in a group."""
_WHOSE = "their"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act. people: who acts; device: on what; kind, label: the thing; values: of its fields; the others as in the
    words of `what`."""

    what: What
    people: tuple[str, ...] = ()
    device: str = ""
    kind: str = ""
    label: str = ""
    values: tuple[tuple[str, Any], ...] = ()
    member: str = ""
    trouble: str = ""
    count: int = 0
    ms: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Together:
    """Acts that happen at the same time; those of one lane in this order."""

    acts: tuple[Act, ...]


Program = tuple[Act | Together, ...]
"""Acts in order."""


def told(act: Act) -> str:
    """The words of an act. Raises LookupError for one that has no words as it is."""
    given: dict[str, Any] = {field.name: getattr(act, field.name) for field in fields(act)}
    given |= {"person": act.people[0] if act.people else "", "whose": _WHOSE}
    given |= {"people": _names(act.people), "values": told_values(act.values)}
    pattern, several = act.what.pattern, "{people:Names}" in act.what.pattern
    if several and len(act.people) == 1:
        pattern = next((one for one in _of_one(pattern) if one in _patterns(act.what.keyword)), "")
        if not pattern:
            raise LookupError(f"{act.what.name.lower()} has no words for one person alone")
    return "".join(
        text + (str(given[name]) if name is not None else "")
        for text, name, _, _ in string.Formatter().parse(pattern)
    )


def gherkin(program: Program, title: str = "a program of acts") -> str:
    """The program as a feature with one scenario."""
    lines = [f"Feature: {title}", "", f"  Scenario: {title}"]
    before = ""
    for part in program:
        keyword = "when" if isinstance(part, Together) else part.what.keyword
        word = "And" if keyword == before else keyword.capitalize()
        before = keyword
        if isinstance(part, Act):
            lines.append(f"    {word} {told(part)}")
            continue
        lines += [f"    {word} {TOGETHER}", "      | who | does |"]
        for act in part.acts:
            who, does = in_lane(act)
            lines.append(f"      | {who} | {does} |")
    return "\n".join(lines) + "\n"


def in_lane(act: Act) -> tuple[str, str]:
    """Who does it and what they do, as in the table of a group."""
    lane = act.people[0] + (f"'s {act.device}" if act.device else "")
    return lane, told(act).removeprefix(lane).lstrip()


def program_of(text: str) -> Program:
    """The acts of a feature's one scenario. Raises SuiteFaultError for a step that is no act."""
    feature = parse_feature(text)
    return tuple(_part(step) for scenario in feature.walk_scenarios() for step in scenario.all_steps)


def act_of(keyword: str, words: str) -> Act:
    """The act of a step with these words. Raises SuiteFaultError where there is none."""
    found = the_step_registry.find_match(Step("", 0, keyword.capitalize(), keyword, words))
    matcher = None if found is None else _matcher(keyword, found.func, words)
    if found is None or matcher is None:
        raise SuiteFaultError(f"no act is called {words!r}")
    return Act(what=_what(keyword, matcher), **_arguments({one.name: one.value for one in found.arguments}))


def acts_of(rows: Iterator[Mapping[str, str]]) -> list[Act]:
    """The acts of a group's table. Raises SuiteFaultError for one that cannot happen beside others."""
    acts = [act_of("when", f"{row['who']} {row['does']}") for row in rows]
    for act in acts:
        if act.what not in CONCURRENT:
            raise SuiteFaultError(f"{told(act)!r} cannot stand in a table of acts: write it as a step of its own")
    return acts


def _part(step: Any) -> Act | Together:
    if step.name == TOGETHER:
        return Together(tuple(acts_of(iter(step.table))))
    return act_of(step.step_type, step.name)


def _arguments(given: dict[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in given.items() if name not in {"person", "whose"}}
    if "person" in given:
        known["people"] = (given["person"],)
    return known


def _matcher(keyword: str, function: Any, words: str) -> Any:
    for one in the_step_registry.steps[keyword]:
        if one.func is function and one.match(words) is not None:
            return one
    return None


def _what(keyword: str, matcher: Any) -> What:
    for what in What:
        if what.keyword == keyword and matcher.pattern in {what.pattern, *_of_one(what.pattern)}:
            return what
    raise SuiteFaultError(f"the step {matcher.pattern!r} is no act")


def _of_one(pattern: str) -> tuple[str, ...]:
    """How the pattern of several people is written for one."""
    if "{people:Names}" not in pattern:
        return ()
    verb = pattern.removeprefix("{people:Names} ").partition(" ")[0]
    alone = pattern.replace(f"}} {verb} ", f"}} {verb}{'es' if verb.endswith('tch') else 's'} ", 1)
    return alone, alone.replace(" each, all at once", ", all at once")


def _patterns(keyword: str) -> set[str]:
    return {one.pattern for one in the_step_registry.steps[keyword]}


def _names(people: tuple[str, ...]) -> str:
    return " and ".join([*([", ".join(people[:-1])] if people[:-1] else []), *people[-1:]])
