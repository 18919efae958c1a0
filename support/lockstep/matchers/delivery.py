"""Matchers on the events a person received: once each, in order, in time, in agreement with the API, or none at all.

Each takes acknowledged writes (`lockstep.matchers.received.acknowledged`) and matches a `Received`. A mismatch first
says what is wrong and then what did arrive. Without writes, or if nobody of that name is listening, there is never a
match: a promise about nothing is not kept. Errors that no later arrival can correct (`lockstep.matchers.standing`)
are reported alone, with the number of deliveries that had not arrived by then.

Deliveries can be measured against their budget without demanding it: `received_within` also measures them, and with
`gate` off it only demands that they arrived.
"""

from typing import NamedTuple

import msgspec
from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from lockstep.history.differences import difference_lines
from lockstep.history.rows import Effect, Header, Invoke, Ok, Recv
from lockstep.matchers.received import Made, Received, deliveries, text_of
from lockstep.matchers.standing import Standing


class Timing(msgspec.Struct, frozen=True, kw_only=True):
    """Deliveries, or whatever else `budget` names, measured against a budget in milliseconds: how many there were,
    how many exceeded budget plus tolerance, and the slowest, with its description."""

    budget: str = "delivery"
    budget_ms: float
    tolerance_ms: float
    deliveries: int
    over: int
    worst_ms: float
    worst: str

    @property
    def slowest(self) -> str:
        """How long the slowest took; no time is given for an event that arrived before its answer."""
        return (
            f"the slowest took {self.worst_ms:.1f} ms"
            if self.worst_ms >= 0.1
            else "none arrived later than its answer"
        )


class _Wrong(NamedTuple):
    """What is wrong, in words; `final`: no later arrival can correct it."""

    text: str
    final: bool = True


class _OfDeliveries(BaseMatcher[Received]):
    """The base of these matchers: examines each listening session's events for each effect."""

    promise = ""

    def __init__(self, made: list[Made]) -> None:
        self._made = made

    def standing(self, item: Received) -> Standing:
        """Broken as soon as there is an error that no later arrival can correct."""
        wrong = self._wrong(item)
        return "broken" if any(one.final for one in wrong) else "open" if wrong else "kept"

    def matches(self, item: Received, mismatch_description: Description | None = None) -> bool:
        """Whether nothing is wrong; errors are added to the description."""
        wrong = self._wrong(item)
        if wrong and mismatch_description is not None:
            final = [one.text for one in wrong if one.final]
            told = final or [one.text for one in wrong]
            more = [f"and {len(told) - 5} more"] if len(told) > 5 else []
            if final and len(final) < len(wrong):
                more.append(f"(waiting ended here: {len(wrong) - len(final)} had not arrived by then)")
            mismatch_description.append_text("\n          ".join([*told[:5], *more]))
            mismatch_description.append_text(f"\n{item.person} received:\n{item.told()}")
        return not wrong

    def describe_mismatch(self, item: Received, mismatch_description: Description) -> None:
        """Describe what is wrong, and what arrived."""
        self.matches(item, mismatch_description)

    def describe_to(self, description: Description) -> None:
        """Describe what was expected."""
        writes = f"{len(self._made)} write{'' if len(self._made) == 1 else 's'}"
        description.append_text(f"{writes} {self.promise}")

    def _wrong(self, received: Received) -> list[_Wrong]:
        if not self._made:
            return [_Wrong("no write was made, so there is nothing to receive")]
        wrong = []
        for made in self._made:
            effects = made.effects_for(received)
            if not effects:
                text = f"{_act(made)} has no effect on a channel that {received.person} listens to"
                wrong.append(_Wrong(text, final=False))
            for effect in effects:
                for session, events in deliveries(received, made, effect).items():
                    wrong += self._judge(made, effect, session, events)
        return wrong

    def _judge(self, made: Made, effect: Effect, session: str, events: list[Recv]) -> list[_Wrong]:
        return [] if events else [_Wrong(f"{session} never received {_act(made)} ({effect.kind})", final=False)]


class _Once(_OfDeliveries):
    promise = "received once each"

    def _judge(self, made: Made, effect: Effect, session: str, events: list[Recv]) -> list[_Wrong]:
        if len(events) == 1:
            return []
        if not events:
            return super()._judge(made, effect, session, events)
        return [_Wrong(f"{session} received {_act(made)} {len(events)} times ({effect.kind})")]


class _InOrder(_OfDeliveries):
    promise = "received in the order they were accepted"

    def _wrong(self, received: Received) -> list[_Wrong]:
        wrong = super()._wrong(received)
        last: dict[str, tuple[Recv, Made]] = {}
        for made in sorted(self._made, key=lambda one: one.ok.i):
            for effect in made.effects_for(received):
                for session, events in deliveries(received, made, effect).items():
                    before = last.get(session)
                    if events and before is not None and events[0].i < before[0].i and _follows(made, before[1]):
                        text = f"{session} received {_act(made)} before {_act(before[1])}, which was made earlier"
                        wrong.append(_Wrong(text))
                    if events:
                        last[session] = (events[0], made)
        return wrong


class Within(_OfDeliveries):
    """The matcher of `received_within`."""

    def __init__(self, made: list[Made], budget_ms: float, tolerance_ms: float, *, gate: bool) -> None:
        super().__init__(made)
        self._budget_ms, self._tolerance_ms, self._gate = budget_ms, tolerance_ms, gate
        self._limit_ms = budget_ms + tolerance_ms
        self.promise = f"received within {budget_ms:g} ms of their answer (tolerance {tolerance_ms:.1f} ms)"

    def _judge(self, made: Made, effect: Effect, session: str, events: list[Recv]) -> list[_Wrong]:
        if not events:
            return super()._judge(made, effect, session, events)
        took = _took_ms(made, events[0])
        if took <= self._limit_ms or not self._gate:
            return []
        text = f"{session} received {_act(made)} {took:.1f} ms after its answer, the limit is {self._limit_ms:.1f} ms"
        return [_Wrong(text)]

    def timing(self, received: Received) -> Timing | None:
        """The deliveries that arrived, measured against the budget; None if none arrived."""
        took = [
            (_took_ms(made, events[0]), f"{session} received {_act(made)}")
            for made in self._made
            for effect in made.effects_for(received)
            for session, events in deliveries(received, made, effect).items()
            if events
        ]
        if not took:
            return None
        worst_ms, worst = max(took)
        return Timing(
            budget_ms=self._budget_ms,
            tolerance_ms=round(self._tolerance_ms, 1),
            deliveries=len(took),
            over=sum(one > self._limit_ms for one, _ in took),
            worst_ms=round(worst_ms, 1),
            worst=worst,
        )


class _Agrees(_OfDeliveries):
    promise = "received as the API answered them"

    def _judge(self, made: Made, effect: Effect, session: str, events: list[Recv]) -> list[_Wrong]:
        if not events:
            return super()._judge(made, effect, session, events)
        if made.ok.digest is None:
            return [_Wrong(f"{_act(made)} was answered without a body, so nothing can agree with it")]
        return [
            _Wrong(f"{session} received {_act(made)} differently from the API's answer{_differing(made.ok, event)}")
            for event in events
            if event.entity == made.ok.entity and event.digest != made.ok.digest
        ]


class _Silent(BaseMatcher[Received]):
    def __init__(self, asked: list[str], channel: str | None) -> None:
        self._causes = set(asked)
        self._channel = channel

    def _matches(self, item: Received) -> bool:
        return not self._received(item)

    def describe_to(self, description: Description) -> None:
        description.append_text("silence" if self._channel is None else f"silence in {self._channel}")

    def describe_mismatch(self, item: Received, mismatch_description: Description) -> None:
        events = self._received(item)
        mismatch_description.append_text(f"{item.person} received {len(events)} matching events:\n{item.told()}")

    def _received(self, received: Received) -> list[Recv]:
        oks = list(received.history.of(Ok))
        others = {row.entity for row in oks if row.w not in self._causes and row.entity is not None}
        others -= {row.entity for row in oks if row.w in self._causes}
        named = {row.w: row.w for row in received.history.of(Invoke)}
        named |= {effect.cause: row.w for row in oks for effect in row.effects if effect.cause is not None}
        return [
            event
            for event in received.events()
            if (
                not self._causes
                or named.get(event.cause or "") in self._causes
                or (event.cause not in named and event.entity not in others)
            )
            and (self._channel is None or event.channel == self._channel)
            and not _is_a_timers(received, event)
        ]


def _is_a_timers(received: Received, event: Recv) -> bool:
    """Whether the event was caused by a timer or job that the target declares, not by a write: it names none."""
    header = received.history.rows()[0]
    return isinstance(header, Header) and event.cause is None and event.kind in header.promises.timers


def received_once(made: list[Made]) -> BaseMatcher[Received]:
    """Every listening session received each effect of each write exactly once."""
    return _Once(made)


def received_in_order(made: list[Made]) -> BaseMatcher[Received]:
    """Every listening session received the writes in the order they were accepted, where that order is certain."""
    return _InOrder(made)


def received_within(made: list[Made], budget_ms: float, tolerance_ms: float, *, gate: bool = True) -> Within:
    """Every listening session received each write within the budget, counted from its answer (0 if earlier); without
    `gate`, at any time."""
    return Within(made, budget_ms, tolerance_ms, gate=gate)


def agrees_with_answers(made: list[Made]) -> BaseMatcher[Received]:
    """Every listening session received each write as the API answered it."""
    return _Agrees(made)


def silent(asked: list[str] | None = None, channel: str | None = None) -> BaseMatcher[Received]:
    """Nothing was received: from these write ids, or in this channel, or at all; events sent by a declared timer do
    not count. Meaningful only once settled."""
    return _Silent(asked or [], channel)


def _follows(later: Made, earlier: Made) -> bool:
    return earlier.ok.i < later.invoke.i


def _took_ms(made: Made, event: Recv) -> float:
    return max(0.0, (event.t - made.ok.t) / 1e6)


def _act(made: Made) -> str:
    return f"{made.invoke.person}'s {made.invoke.operation}{text_of(made.ok.payload)}"


def _differing(answer: Ok, event: Recv) -> str:
    """The fields that differ, each on its own line."""
    return "".join(f"\n            {line}" for line in difference_lines(answer.payload, event.payload))
