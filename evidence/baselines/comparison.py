"""Two runs compared: the same scenarios, in each the same acts, of each property no fewer instances.

Renamed scenarios are found by a map of keys, old to new. Acts are counted person by person, for where things that one
person does overlap the order is the machine's. How often somebody reads while they wait for something depends on the
machine too, so that a read counts as made or not made.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from evidence.baselines.runs import Scenario

READ = "(read)"
_MADE = re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{12}([0-9a-f]{20})?\b")
"""An id that a backend made up."""


class Difference(NamedTuple):
    """One thing that is not as it was: `kind` is scenario, executed, acts or instances."""

    kind: str
    key: str
    detail: str


def differences(
    before: Mapping[str, Scenario],
    after: Mapping[str, Scenario],
    renames: Mapping[str, str],
    *,
    tolerance: float = 0.0,
) -> Iterator[Difference]:
    """What changed between two runs with one seed. `tolerance` is the share of a property's instances that may be
    missing, for what depends on time (pings, reads while waiting)."""
    for key, old in before.items():
        new = after.get(renames.get(key, key))
        if new is None:
            yield Difference("scenario", key, "no longer exists")
            continue
        if old.executed and not new.executed:
            yield Difference("executed", key, "was executed and is skipped now")
            continue
        for person in sorted(old.acts.keys() | new.acts.keys()):
            yield from _acts(key, person, old.acts.get(person, []), new.acts.get(person, []))
        for name, count in old.instances.items():
            now = new.instances.get(name, 0)
            if now < count * (1 - tolerance):
                yield Difference("instances", key, f"{name} was judged {count} times and is judged {now} times now")


def executed(found: Mapping[str, Scenario]) -> int:
    """How many scenarios were executed."""
    return sum(one.executed for one in found.values())


def _acts(key: str, person: str, old: list[str], new: list[str]) -> Iterator[Difference]:
    before, after = _told(old), _told(new)
    if before != after:
        lost, added = before - after, after - before
        yield Difference("acts", key, f"{person}: no longer {_words(lost)}; new {_words(added)}")


def _told(acts: list[str]) -> Counter[str]:
    acts = [_MADE.sub("ID", act) for act in acts]
    reads = {act for act in acts if act.endswith(READ)}
    return Counter([act for act in acts if not act.endswith(READ)]) + Counter(reads)


def _words(acts: Counter[str]) -> str:
    return ", ".join(f"{act} x {count}" for act, count in sorted(acts.items())) or "nothing"
