"""P17, snapshot plus stream: a snapshot and the events after it result in what a fresh read shows.

Applies when: the target promises `numbers` and `versions` and states its `tombstone`, and two complete snapshots of
one channel were read by one operation in one epoch.

Must: the events with numbers above the first snapshot's position and up to the second's, applied to what the first
showed, result in exactly what the second shows: entity by entity, with version and payload. An event puts its payload
under its entity; a tombstone removes the entity, and so does an event of a write that removes it, such as a
membership that ended. The pages of a closing read are one snapshot if all of them state one position.

May: the order within a list may differ. Only entities of kinds that this operation shows take part. Whichever session
received an event, it counts. Where nobody received one of the numbers before a closing read, or after one that was
made before the first act, the two are no instance, for nobody asked for them.

Violated by: an entity that the second snapshot shows differently, shows in addition, or does not show.

Unknown when: nobody received one of the numbers in between.

Witness: the two snapshots and the last event on the entity.

Catches in practice: a position read outside the transaction of the read; a change that reaches the table and not the
stream, or the stream and not the table; a deletion that lists overlook; a second page that is kept longer than the
first.

Source: FR-003 and FR-008; the equivalence of a table and its change log.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from itertools import pairwise

import msgspec

from lockstep.checks.facts.closing_lists import closing_lists
from lockstep.checks.facts.pairing import Pairing
from lockstep.checks.facts.write_subjects import deletes
from lockstep.checks.findings import Finding, Rule
from lockstep.checks.narration import Telling
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Recv, Shown, Snapshot

RULE = Rule("P17", "snapshot plus stream")

State = dict[str, tuple[int | None, str | None]]


def check(pairing: Pairing) -> Verdict:
    """Judge every two snapshots of a channel that follow each other by position."""
    promises = pairing.facts.promises
    if not (promises.numbers and promises.versions and promises.tombstone):
        return RULE.not_applicable("the target does not promise numbers and versions, or states no tombstones")
    judge = _Judge(pairing, promises.tombstone)
    for snapshots in _together(pairing).values():
        snapshots.sort(key=lambda look: (look.position.seq or 0, look.i))
        for before, after in pairwise(snapshots):
            judge.compare(before, after)
    return RULE.verdict(
        judge.instances,
        judge.findings,
        none="no two snapshots of one channel were taken",
        unknown=f"{judge.unknown} times nobody had received all the events in between" if judge.unknown else "",
    )


def _together(pairing: Pairing) -> dict[Hashable, list[Snapshot]]:
    found: dict[Hashable, list[Snapshot]] = defaultdict(list)
    for look in [*(one for one in pairing.facts.looks if one.closing is None), *_closing(pairing)]:
        if not isinstance(look, Snapshot) or not look.complete or not look.status.startswith("2"):
            continue
        if look.position.seq is not None and look.channel is not None:
            found[look.operation, look.channel, look.position.epoch].append(look)
    return found


def _closing(pairing: Pairing) -> Iterator[Snapshot]:
    """The closing reads, each as one snapshot with all its pages."""
    for one in closing_lists(pairing.facts.looks):
        pages = [look for look in one.looks if isinstance(look, Snapshot)]
        if (
            one.complete
            and len(pages) == len(one.looks)
            and all(look.position == pages[0].position for look in pages)
        ):
            shows = tuple(shown for shown, _ in one.shows)
            yield msgspec.structs.replace(pages[0], shows=shows, complete=True) if len(pages) > 1 else pages[0]


class _Judge:
    def __init__(self, pairing: Pairing, tombstone: str) -> None:
        self.telling = Telling(pairing.facts)
        self.instances = self.unknown = 0
        self.findings: list[Finding] = []
        self._tombstone = tombstone
        self._events: dict[tuple[str, str | int | None], dict[int, Recv]] = defaultdict(dict)
        self._removes: set[int] = set()
        for arrival in pairing.arrivals:
            recv = arrival.recv
            if arrival.expected is not None and deletes(arrival.expected.write.invoke.operation):
                self._removes.add(recv.i)
            if recv.durable and recv.seq is not None and recv.channel is not None:
                self._events[recv.channel, recv.epoch].setdefault(recv.seq, recv)
        self._kinds: dict[str, set[str]] = defaultdict(set)
        for look in pairing.facts.looks:
            self._kinds[look.operation].update(_kind(shown.entity) for shown in look.shows)

    def compare(self, before: Snapshot, after: Snapshot) -> None:
        """Apply what happened in between to the first, and look for what differs in the second."""
        kinds = self._kinds[after.operation]
        if not kinds:
            return
        self.instances += 1
        events = self._events[after.channel or "", after.position.epoch]
        numbers = range((before.position.seq or 0) + 1, (after.position.seq or 0) + 1)
        if any(number not in events for number in numbers):
            if before.closing is None and after.closing is None:
                self.unknown += 1
            else:
                self.instances -= 1
            return
        state, last = _state(before), {}
        for number in numbers:
            recv = events[number]
            if recv.entity is None or _kind(recv.entity) not in kinds:
                continue
            last[recv.entity] = recv
            buried = isinstance(recv.payload, dict) and recv.payload.get(self._tombstone) is not None
            if buried or recv.i in self._removes:
                state.pop(recv.entity, None)
            else:
                state[recv.entity] = recv.version, recv.digest
        shown = _state(after)
        for entity in sorted(state.keys() | shown.keys()):
            if state.get(entity) != shown.get(entity):
                self._finding(before, after, entity, (state.get(entity), shown.get(entity)), last.get(entity))

    def _finding(
        self,
        before: Snapshot,
        after: Snapshot,
        entity: str,
        states: tuple[tuple[int | None, str | None] | None, tuple[int | None, str | None] | None],
        last: Recv | None,
    ) -> None:
        telling = self.telling
        expected, shown = (_words(state) for state in states)
        if expected == shown:
            expected, shown = f"{expected} with one content", f"{shown} with another"

        def tell() -> str:
            event = "" if last is None else f", the last of them {telling.event(last)} at {telling.at(last.t)}"
            return (
                f"{after.person}'s read {after.operation} of {telling.thing(after.channel)}, answered at "
                f"{telling.at(after.t)} with position {after.position.seq}, shows {telling.thing(entity)} {shown}; "
                f"but {before.person}'s read at {telling.at(before.t)} with position {before.position.seq}, and the "
                f"events in between{event}, give it {expected}."
            )

        rows = (before.i, after.i, *(() if last is None else (last.i,)))
        self.findings.append(Finding(rows, after.t, tell))


def _state(look: Snapshot) -> State:
    return {shown.entity: _content(shown) for shown in look.shows}


def _content(shown: Shown) -> tuple[int | None, str | None]:
    return shown.version, shown.digest


def _words(state: tuple[int | None, str | None] | None) -> str:
    return "not at all" if state is None else f"at version {state[0]}"


def _kind(entity: str) -> str:
    return entity.partition(":")[0]
