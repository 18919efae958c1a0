"""How much of the suite an adapter reaches, and what one more need, or one more declaration of a resource, would add.

A scenario that is written for each resource counts once for each that the adapter declares, as a run executes it.
What is about chatrooms and messages is counted apart where nobody chats.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lockstep.running.selection.each_resource import NEEDS_EACH
from lockstep.running.selection.feature_index import Written, read
from lockstep.settings.locations import suite_folder
from lockstep.targets.base import Target
from lockstep.targets.needs import NEEDS, lacking, met_by
from lockstep.targets.resources import Resource

PREFIX, SERVICE = "needs.", "service"
DECLARED = {
    "create": "create",
    "change": "change",
    "delete": "delete",
    "read": "read",
    "list": "list",
    "created": "create, and in events the one that announces it",
    "changed": "change, and in events the one that announces it",
    "deleted": "delete, and in events the one that announces it",
    "no-op": "no_op=SILENT, if a change that changes nothing is not announced",
    "invalid": "the values that a field must reject: invalid",
    "text": "a field as Text",
    "versions": "version",
    "shown": "read, or list",
    "pages": "list with a cursor",
    "key": "{key} in the request of create",
    "based-on": "version, and {based_on} in the request of change",
    "revoke": "revoke",
}
"""What an adapter declares for a scenario that needs this of each resource."""
RESOURCE = "a resource"
_READING_S = 60.0
_TOLD = 5


@dataclass(frozen=True, slots=True)
class Required:
    """What a scenario requires of a target: its needs; with `is_each`, those in `each` of the resource that it is
    executed for; and with `chat` chatrooms and messages."""

    needs: tuple[str, ...] = ()
    each: tuple[str, ...] = ()
    is_each: bool = False
    chat: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """`reached` of `scenarios` (counting rows) can run; `gains` are the needs, or declarations such as
    `order.delete`, that alone would add more, most first, each with how many. `resources` are the names of those
    declared, `chat` is the number of scenarios that are left out because nobody chats."""

    reached: int
    scenarios: int
    gains: tuple[tuple[str, int], ...] = ()
    resources: tuple[str, ...] = ()
    chat: int = 0

    def lines(self) -> list[str]:
        """It as lines for people."""
        each = f", those of resources once for each of {', '.join(self.resources)}" if self.resources else ""
        told = [f"reaches    {self.reached} of {self.scenarios} scenarios of the suite{each}"]
        if self.chat:
            told.append(f"           {self.chat} more are about chatrooms and messages, and do not count")
        told += [f"one more   {name}: {count} more ({_calls_for(name)})" for name, count in self.gains[:_TOLD]]
        if len(self.gains) > _TOLD:
            told.append(f"           and {len(self.gains) - _TOLD} more needs; docs/needs.md lists all")
        return told


def reach_of(target: Target, scenarios: Iterable[Required]) -> Reach:
    """What a target reaches of scenarios; those about the suite's own service aside."""
    met, reached, count, chat, alone = met_by(target), 0, 0, 0, Counter[str]()
    for one in scenarios:
        if SERVICE in one.needs:
            continue
        if one.chat and not target.chats:
            chat += 1
            continue
        for missing in _missing(one, met, target.resources):
            count += 1
            reached += not missing
            if len(missing) == 1:
                alone.update(missing)
    gains = tuple(sorted(alone.items(), key=lambda gain: (-gain[1], gain[0])))
    return Reach(reached, count, gains, tuple(of.name for of in target.resources), chat)


def suite_needs() -> list[list[str]]:
    """The needs of each scenario of the included suite, in order, without those of single resources. Raises
    ReadingError, FileNotFoundError."""
    needs = ([tag.removeprefix(PREFIX) for tag in one.tags if tag.startswith(PREFIX)] for one in _suite())
    return [[need for need in one if not need.startswith("each.")] for one in needs]


def suite_requirements() -> list[Required]:
    """What each scenario of the included suite requires; one that is written for each resource is there once. Raises
    ReadingError, FileNotFoundError."""
    written = {(one.path, one.line): one for one in _suite(steps=True)}
    return [_required(one) for one in written.values()]


def _suite(*, steps: bool = False) -> tuple[Written, ...]:
    folder = suite_folder()
    return read(folder.parent, steps=steps, limit_s=_READING_S, folder=folder.name).scenarios


def _required(one: Written) -> Required:
    needs = [tag for tag in one.tags if tag.startswith(PREFIX)]
    return Required(
        tuple(tag.removeprefix(PREFIX) for tag in needs if not tag.startswith(NEEDS_EACH)),
        tuple(tag.removeprefix(NEEDS_EACH) for tag in needs if tag.startswith(NEEDS_EACH)),
        bool(one.resource),
        one.chat,
    )


def _missing(one: Required, met: frozenset[str], resources: Sequence[Resource]) -> Iterator[set[str]]:
    """What is missing for the scenario, for each time that it would be executed."""
    needs = set(lacking(one.needs, met))
    if not one.is_each:
        yield needs
    elif not resources:
        yield needs | {RESOURCE}
    else:
        for of in resources:
            yield needs | {f"{of.name}.{need}" for need in one.each if of.unmet(need)}


def _calls_for(name: str) -> str:
    if name == RESOURCE:
        return "declare what the backend holds: docs/adapters.md; as many more for each"
    resource, _, declared = name.partition(".")
    if declared in DECLARED:
        return f"declare of {resource}: {DECLARED[declared]}"
    need = NEEDS.get(name)
    if need is None:
        return "which is no need of the suite"
    return "; ".join([need.what, *filter(None, (", ".join(part) for part in (need.operations, need.reads,
                                                                            need.members)))])  # fmt: skip
