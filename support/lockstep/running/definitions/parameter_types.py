"""Parameter types of step texts: names of people, counts, and references to people.

`register` makes them known to behave's parser. `Names` reads "Ana", "Ana and Ben" or "Ana, Ben and Cleo" as a tuple;
`Name` one capitalised name; `Staff` reads "Ana the owner and Ben the guest" as who has which role; `Their` a
possessive and `They` a pronoun, whose values are not used; `Resource` the name of a resource, `Label` what a scenario
calls a thing and `Values` values of its fields (`lockstep.running.vocabulary.field_values`); the others are phrases
of the modules of `lockstep.running` that steps stand on.
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

import parse

from lockstep.running.definitions import fault_phrases
from lockstep.running.scene.load_run import LOAD_ACTS
from lockstep.running.service import accounts, catalogue, executions, notices
from lockstep.running.vocabulary import chat, connections, field_values, logins, refusals
from lockstep.running.vocabulary.step_decorators import register_type

T = TypeVar("T")

pattern = cast("Callable[[str], Callable[[Callable[[str], T]], Callable[[str], T]]]", parse.with_pattern)
_NAME = r"[A-Z][a-z]+"
_DEVICE = rf"(?:{'|'.join(logins.DEVICES)})"
_WORKS_AS = r"(?:owner|administrator|member|guest)"


@pattern(_NAME)
def name(text: str) -> str:
    """One person's name."""
    return text


@pattern(rf"{_NAME}(?:(?:, {_NAME})* and {_NAME})?")
def names(text: str) -> tuple[str, ...]:
    """One or more names."""
    return tuple(re.split(r", | and ", text))


@pattern(rf"{_NAME} the {_WORKS_AS}(?:(?:, {_NAME} the {_WORKS_AS})* and {_NAME} the {_WORKS_AS})?")
def staff(text: str) -> dict[str, str]:
    """People and their roles."""
    one_each = (one.split(" the ") for one in re.split(r", | and ", text))
    return {name: chat.ROLES[f"{'an' if role[0] in 'ao' else 'a'} {role}"] for name, role in one_each}


@pattern(rf"{_DEVICE}(?:(?:, {_DEVICE})* and {_DEVICE})?")
def devices(text: str) -> tuple[str, ...]:
    """One or more devices."""
    return tuple(re.split(r", | and ", text))


@pattern(r"his|her|their")
def their(text: str) -> str:
    """A possessive."""
    return text


@pattern(r"he|she|they")
def they(text: str) -> str:
    """A pronoun."""
    return text


@pattern(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
def resource(text: str) -> str:
    """The name of a resource."""
    return text


@pattern(r'[^"]+')
def label(text: str) -> str:
    """What a scenario calls a thing."""
    return text


@pattern(field_values.SEVERAL)
def values(text: str) -> tuple[tuple[str, object], ...]:
    """Values of fields, each in JSON."""
    return field_values.values_of(text)


def one_of(meanings: Mapping[str, T]) -> Callable[[str], T]:
    """A type that reads one of these phrases and returns its meaning."""
    phrases = sorted(meanings, key=len, reverse=True)
    return pattern("|".join(map(re.escape, phrases)))(lambda text: meanings[text])


def register() -> None:
    """Register the types with behave."""
    register_type(
        Name=name,
        Names=names,
        Their=their,
        They=they,
        Resource=resource,
        Label=label,
        Values=values,
        Change=one_of(chat.CHANGES),
        Role=one_of(chat.ROLES),
        Way=one_of(chat.WAYS),
        Device=one_of({device: device for device in logins.DEVICES}),
        Devices=devices,
        WeakPassword=one_of(logins.WEAK),
        OfPerson=one_of(refusals.OF_PERSON),
        OfPlace=one_of(refusals.OF_PLACE),
        Staff=staff,
        Field=one_of(accounts.FIELDS),
        ServiceToken=one_of({phrase: phrase for phrase in accounts.TOKENS}),
        ScenarioKind=one_of({phrase: phrase for phrase in catalogue.KINDS}),
        Parameters=one_of({phrase: phrase for phrase in executions.PARAMETERS}),
        News=one_of(notices.NEWS),
        Told=one_of(notices.OUTCOMES),
        Limit=one_of({phrase: phrase for phrase in executions.LIMITS}),
        Status=one_of({phrase: phrase for phrase in executions.STATUSES}),
        Records=one_of(executions.RECORDS),
        Filter=one_of({phrase: phrase for phrase in catalogue.FILTERS}),
        Place=one_of({phrase: phrase for phrase in connections.PLACES}),
        Token=one_of({phrase: phrase for phrase in connections.TOKENS}),
        WrongPosition=one_of({phrase: phrase for phrase in connections.POSITIONS}),
        Reason=one_of(connections.REASONS),
        Nonsense=one_of(connections.NONSENSE),
        ApiTrouble=one_of({phrase: phrase for phrase in fault_phrases.API}),
        Trouble=one_of({phrase: phrase for phrase in fault_phrases.NETWORK}),
        Breakdown=one_of(fault_phrases.BREAKDOWNS),
        LoadAct=one_of(LOAD_ACTS),
    )
