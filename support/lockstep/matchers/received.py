"""The subject of the matchers: the events one person received since a cursor, and the writes made since.

`Received` is the subject of every matcher on deliveries: a person, a history and a cursor. It reads what is new in
the history on each call, so the same subject can be matched again after more has arrived. The suite's own markers are
never part of it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from lockstep.history.history import History
from lockstep.history.rows import (
    AnyRow,
    Close,
    Effect,
    Fail,
    Info,
    Invoke,
    Name,
    Ok,
    Recv,
    Resume,
    Revoke,
    Subscribe,
    Unsubscribe,
)

TOLD = 12


_SUBSCRIPTIONS = (Subscribe, Resume, Close, Unsubscribe)


@dataclass(slots=True)
class _Read:
    """What was read of a history up to `cursor`: the events, those redelivered, the events by all that may tell whose
    they are; and the sessions that listen to channels, known at so many rows about subscriptions."""

    cursor: int
    events: list[Recv] = field(default_factory=list)
    redelivered: list[Recv] = field(default_factory=list)
    by_sign: dict[Hashable, list[Recv]] = field(default_factory=lambda: defaultdict(list))
    listening: dict[str, tuple[int, list[str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Received:
    """What `person` received on every session since the row with index `since`."""

    history: History
    person: str
    since: int
    _so_far: list[_Read] = field(default_factory=list, compare=False, repr=False)

    def events(self) -> list[Recv]:
        """Events in order of arrival; without markers, and without events redelivered to a session with a redelivery
        mark: whether those are allowed is for P2 to judge."""
        return list(self._read().events)

    def redelivered(self) -> list[Recv]:
        """The events redelivered to a session with a redelivery mark, in order of arrival."""
        return list(self._read().redelivered)

    def of(self, made: "Made", effect: Effect) -> list[Recv]:
        """The events that deliver this effect of a write, in order of arrival."""
        place = (effect.kind, effect.channel)
        told = (effect.sent,) if effect.entity is None else (effect.entity, effect.version)
        by_sign = self._read().by_sign
        found = list(by_sign.get((*place, "none", *told), ()))
        for cause in {made.invoke.w, effect.cause} - {None}:
            found += by_sign.get((*place, "cause", cause), ())
        return sorted((event for event in found if is_of(event, made, effect)), key=lambda event: event.i)

    def _read(self) -> _Read:
        """Everything up to now."""
        if not self._so_far:
            self._so_far.append(_Read(self.since))
        (known,) = self._so_far
        end = self.history.cursor()  # what others received up to here need not be looked at again
        for row in self.history.of(Recv, known.cursor, person=self.person):
            known.cursor = row.i + 1
            if row.event and self._again(row):
                known.redelivered.append(row)
            elif row.event and not row.marker:
                known.events.append(row)
                for sign in _signs(row):
                    known.by_sign[sign].append(row)
        known.cursor = max(known.cursor, end)
        return known

    def _again(self, event: Recv) -> bool:
        if event.redelivery is None or event.entity is None:
            return False
        before = self.history.of(Recv, session=event.session, entity=event.entity, kind=event.kind)
        return any(row.i < event.i and row.version == event.version for row in before)

    def listening(self, channel: str) -> list[str]:
        """The sessions of the person that were subscribed to the channel at the cursor or later."""
        known, count = self._read().listening, self.history.count(*_SUBSCRIPTIONS)
        if channel not in known or known[channel][0] != count:
            known[channel] = count, self._listening(channel)
        return known[channel][1]

    def _listening(self, channel: str) -> list[str]:
        subscribed: set[str] = set()
        for row in self.history.among(*_SUBSCRIPTIONS):
            if row.person != self.person or row.session is None:
                continue
            if _begins(row, channel):
                subscribed.add(row.session)
            elif row.i < self.since and _ends(row, channel):
                subscribed.discard(row.session)
        return sorted(subscribed)

    def told(self) -> str:
        """The events that arrived, one a line and at most 12, for a mismatch; the history has all of them."""
        events = self.events()
        labels = labels_of(self.history)
        lines = [f"  {line(self.history, event, labels)}" for event in events[:TOLD]]
        if len(events) > TOLD:
            lines.append(f"  and {len(events) - TOLD} more")
        return "\n".join(lines) if lines else "  nothing"


def _signs(event: Recv) -> Iterator[Hashable]:
    """All by which an event may be known to be an effect's: the cause it names, else entity and version, or the
    content that the writer supplied."""
    place = (event.kind, event.channel)
    if event.cause is not None:
        yield (*place, "cause", event.cause)
    else:
        yield (*place, "none", event.entity, event.version)
        yield (*place, "none", event.sent)


def _begins(row: AnyRow, channel: str) -> bool:
    if isinstance(row, Resume):
        return row.phase == "done" and channel in row.claims and row.claims[channel].recovered
    return isinstance(row, Subscribe) and row.phase == "done" and row.channel == channel


def _ends(row: AnyRow, channel: str) -> bool:
    return isinstance(row, Close) or (isinstance(row, Unsubscribe) and row.channel == channel)


@dataclass(frozen=True, slots=True)
class Made:
    """One write with its acknowledgement."""

    invoke: Invoke
    ok: Ok

    def effects_for(self, received: Received) -> list[Effect]:
        """The effects that concern a person: on channels that one of their sessions listens to and, if addressed to
        certain people, addressed to them; without those on a channel that this very write closed to them."""
        lost = {row.channel for row in received.history.of(Revoke, w=self.invoke.w, person=received.person)}
        return [
            effect
            for effect in self.ok.effects
            if (effect.recipients is None or received.person in effect.recipients)
            and (effect.last or effect.channel not in lost)
            and received.listening(effect.channel)
        ]


def writes(history: History, since: int, operation: str | None = None, by: str | None = None) -> list[Invoke]:
    """The writes of people (no markers) requested since the cursor, in order, one row each."""
    first: dict[str, Invoke] = {}
    for row in history.of(Invoke, since, marker=False):
        if (operation is None or row.operation == operation) and (by is None or row.person == by):
            first.setdefault(row.w, row)
    return list(first.values())


def acknowledged(history: History, asked: list[Invoke]) -> list[Made]:
    """Each of these writes with its acknowledgement. Raises AssertionError if one has none."""
    oks: dict[str, Ok] = {}
    for ok in history.of(Ok):
        oks.setdefault(ok.w, ok)
    made = []
    for invoke in asked:
        if invoke.w not in oks:
            raise AssertionError(
                f"{invoke.person}'s {invoke.operation} was not acknowledged: {_answer(history, invoke)}"
            )
        made.append(Made(invoke, oks[invoke.w]))
    return made


def deliveries(received: Received, made: Made, effect: Effect) -> dict[str, list[Recv]]:
    """The events that deliver this effect, by session that listens to its channel. Of several writes that nothing
    tells apart (a lamp switched on, off and on again), the first has the first of these events, and so on; the last
    has all that are left."""
    found: dict[str, list[Recv]] = {session: [] for session in received.listening(effect.channel)}
    for event in received.of(made, effect):
        if event.session in found:
            found[event.session].append(event)
    told_apart = effect.cause is not None or effect.version is not None or effect.coalesce
    alike = [] if told_apart else _alike(received, made, effect)
    if len(alike) > 1:
        at = alike.index(made.invoke.w)
        last = at == len(alike) - 1
        for session, events in found.items():
            if all(event.cause is None for event in events):
                found[session] = events[at:] if last else events[at : at + 1]
    return found


def _alike(received: Received, made: Made, effect: Effect) -> list[str]:
    """The acknowledged writes since the cursor with this very effect, in the order in which they were made; only this
    one if it was made before."""
    same = [row for row in received.history.of(Ok) if row.entity == made.ok.entity]
    having = {row.w for row in same if effect in row.effects} if len(same) > 1 else set()
    if len(having) < 2:
        return []
    asked = [row.w for row in received.history.of(Invoke, received.since, marker=False)]
    return [w for w in dict.fromkeys(asked) if w in having] if made.invoke.w in asked else []


def labels_of(history: History) -> dict[str, str]:
    """The scenario's names for channels and entities."""
    return {row.ref: row.label for row in history.of(Name)}


def line(history: History, event: Recv, labels: dict[str, str]) -> str:
    """One event on one line: time, session, kind, place, text."""
    seconds = (event.t - history.rows()[0].t) / 1e9
    place = labels.get(event.channel or "", event.channel or "no channel")
    number = "" if event.seq is None else f" number {event.seq}"
    return f"+{seconds:.3f} s {event.session} received {event.kind}{number} in {place}{text_of(event.payload)}"


def text_of(payload: object) -> str:
    """The text of a payload on one line, shortened to 60 characters, preceded by a colon; empty if there is none."""
    if isinstance(payload, dict):
        for key in ("content", "name", "text"):
            if isinstance(payload.get(key), str):
                text = " ".join(str(payload[key]).split())
                return f': "{text[:57]}..."' if len(text) > 60 else f': "{text}"'
    return ""


def is_of(event: Recv, made: Made, effect: Effect) -> bool:
    """Whether the event is this effect of this write: by the cause it names (the write's id, or the one that the
    server gave it), else by entity and version, else by the content that the writer supplied; where there is no
    version, by entity and content."""
    if event.kind != effect.kind or event.channel != effect.channel:
        return False
    if event.cause is not None:
        return event.cause in {made.invoke.w, effect.cause}
    if effect.entity is None:
        return event.sent == effect.sent
    if event.entity != effect.entity or event.version != effect.version:
        return False
    return event.version is not None or event.sent is None or effect.sent is None or event.sent == effect.sent


def _answer(history: History, invoke: Invoke) -> str:
    for row in history.rows(invoke.i):
        if isinstance(row, Fail | Info) and row.w == invoke.w:
            return f"the answer was {row.status}"
    return "there was no answer"
