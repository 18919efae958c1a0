"""The base of all plants: which events they may affect, when they do so, and the account they give.

A plant is a mistake of a kind that real backends make, placed between backend and suite to prove that the suite would
detect it. It states the property it must break (`breaks`), those that may fall with it (`may_fall`) and what kind of
system makes this mistake in practice (`made_by`), and counts. Plants involve no randomness: the same traffic is
affected in the same places.

An event *qualifies* if it matches the options `who`, `channel` and `kind`; each is an occasion. On each connection
and channel the first `after` occasions pass; of the rest, every `every`-th is affected, until the plant has taken
effect `count` times. `every` is 2 by default: of three messages the middle one is affected, so that an event before
it and one after it show the difference, and half of the events still pass.

Two kinds of event are left alone by default, because a plant must break exactly what it states:

    markers     the suite's own barrier events. Without them absence could not be judged, and a run that should
                report "lost" would report "unknown"; besides, they are not promised to anyone. `markers=true`.
    ephemeral   events without a number in a dialect that numbers the durable ones, such as typing: several may
                legally be merged into one, and they have no place in an order. `ephemeral=true`.

A plant that took no effect says why (`why`). Control frames and undecodable messages always pass. A message with
several events is classified by its first.
"""

import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plugin import MARKER, Message, Plugin, WebSocket

_EXAMPLES = 10

FromOne = Annotated[int, Meta(ge=1, description="a whole number from 1")]
FromZero = Annotated[int, Meta(ge=0, description="a whole number from 0")]
Text = Annotated[str, Meta(description="a text")]
Flag = Annotated[bool, Meta(description="true or false")]


class Options(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The options of every plant. `who` is a person's name, `channel` the beginning of a channel, `kind` a kind of
    event; an empty one matches all. `count` 0 sets no limit."""

    every: FromOne = 2
    after: FromZero = 0
    count: FromZero = 0
    who: Text = ""
    channel: Text = ""
    kind: Text = ""
    markers: Flag = False
    ephemeral: Flag = False


class Plant(Plugin, ABC):
    """A plant: define its name, the three statements, and `strike`."""

    name: ClassVar[str]
    breaks: ClassVar[str]
    may_fall: ClassVar[tuple[str, ...]] = ()
    made_by: ClassVar[str]
    needs_numbers: ClassVar[bool] = False
    """Whether the plant can take effect only where events carry numbers."""
    options_type: ClassVar[type[Options]] = Options

    def __init__(self, options: Options) -> None:
        """Nothing has passed. `on_first_effect` is called once, when the plant first takes effect."""
        self.options = options
        self.occasions = 0
        self.effects = 0
        self.first_ns: int | None = None
        self.last_ns: int | None = None
        self.examples: list[dict[str, Any]] = []
        self.on_first_effect: Callable[[], None] = lambda: None
        self._seen: Counter[tuple[int, str]] = Counter()
        self._events = 0
        self._passed: Counter[str] = Counter()

    @abstractmethod
    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """This event is selected: affect it and record that with `took_effect`, or pass the message on."""

    def from_server(self, websocket: WebSocket, message: Message) -> None:
        """Affect the event, or pass the message on."""
        event = message.event
        if event is not None and self.qualifies(websocket, event) and self._is_turn(websocket, event):
            self.strike(websocket, message, event)
        else:
            websocket.to_client(message)

    def qualifies(self, websocket: WebSocket, event: Frame) -> bool:
        """Whether the options select this event on this websocket."""
        wanted, channel = self.options, event.channel or ""
        self._events += 1
        return (
            channel.startswith(wanted.channel)
            and wanted.kind in {"", event.kind}
            and (wanted.markers or event.kind != MARKER)
            and (wanted.ephemeral or event.seq is not None or not websocket.codec.numbered)
            and self.may_act_on(websocket, channel)
        )

    def may_act_on(self, websocket: WebSocket, channel: str) -> bool:
        """Whether the plant acts on this websocket: by default, on those of `who`."""
        return self.options.who in {"", websocket.person}

    def spent(self) -> bool:
        """Whether the plant has done all that `count` allows."""
        return 0 < self.options.count <= self.effects

    def took_effect(self, websocket: WebSocket, event: Frame, **more: Any) -> None:
        """Count an effect on `event` for the person of `websocket`, with `more` details in its example."""
        self.count_effect(
            connection=websocket.number,
            person=websocket.person,
            session=websocket.session,
            channel=event.channel,
            kind=event.kind,
            seq=event.seq,
            **more,
        )

    def count_effect(self, **example: Any) -> None:
        """Count an effect, with its example."""
        now = time.monotonic_ns()
        self.effects += 1
        self.last_ns = now
        if len(self.examples) < _EXAMPLES:
            self.examples.append({"t": now, **example})
        if self.first_ns is None:
            self.first_ns = now
            self.on_first_effect()

    def closed(self, websocket: WebSocket) -> None:
        """Discard the counts of this websocket."""
        self.forget(websocket.number)

    def forget(self, connection: int) -> None:
        """Discard the counts of this connection."""
        for key in [key for key in self._seen if key[0] == connection]:
            del self._seen[key]

    def report(self) -> dict[str, Any]:
        """The account, as JSON values; times are nanoseconds of this machine's monotonic clock."""
        return {
            "name": self.name,
            "options": msgspec.structs.asdict(self.options),
            "breaks": self.breaks,
            "may_fall": list(self.may_fall),
            "made_by": self.made_by,
            "occasions": self.occasions,
            "effects": self.effects,
            "why": [] if self.effects else self.why(),
            "first_ns": self.first_ns,
            "last_ns": self.last_ns,
            "examples": self.examples,
        }

    def could_not(self, reason: str) -> None:
        """An event or write was selected but could not be affected, for this reason."""
        self._passed[reason] += 1

    def why(self) -> list[str]:
        """Why it took no effect so far, in words."""
        wanted = ", ".join(f"{name}={getattr(self.options, name)}" for name in ("who", "channel", "kind")
                           if getattr(self.options, name))  # fmt: skip
        if self._passed:
            return [f"{reason} ({count} times)" for reason, count in self._passed.most_common()]
        if not self._events:
            return ["no event came that the relay could read"]
        if not self.occasions:
            return [f"none of {self._events} events was one that it affects{f' ({wanted})' if wanted else ''}"]
        return [f"there were {self.occasions} occasions, of which it leaves the first {self._first()} alone"]

    def _first(self) -> int:
        return self.options.after + self.options.every - 1

    def _is_turn(self, websocket: WebSocket, event: Frame) -> bool:
        return self.is_turn(websocket.number, event.channel or "")

    def is_turn(self, connection: int, place: str) -> bool:
        """Count an occasion at a place of a connection; returns whether it is the one to affect."""
        self._seen[connection, place] += 1
        self.occasions += 1
        nth = self._seen[connection, place] - self.options.after
        return nth > 0 and nth % self.options.every == 0 and not self.spent()
