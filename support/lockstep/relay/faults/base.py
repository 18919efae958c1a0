"""What every declared network fault is: whom it covers, what it does, what it can show for it.

A fault sees what passes the relay at one of two depths, and by default passes it on:

    arriving   bytes, or an ending, that came in on any connection, with the seconds after which they pass on
    message    a whole WebSocket message, and the messages that pass on in its place
    control    a ping, pong or close, and whether it passes on

`does` says what a check must know: `delays` (something comes later, at most `delay_ms`), `holds` (nothing comes until
the fault ends), `loses` (something never comes on that connection), `doubles` (something comes twice), `garbles`
(something comes that nobody sent so). `shown` counts by unit what the fault really did; empty: nothing. Plug-ins are
called on the relay's loop, never wait and raise nothing for what peers send.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from enum import Enum
from typing import Annotated, ClassVar, Literal, Protocol

import msgspec
from msgspec import Meta
from websockets.frames import Opcode

from lockstep.relay.plugin import Line, Message

Towards = Literal["client", "server"]
Does = Literal["delays", "holds", "loses", "doubles", "garbles"]
Milliseconds = Annotated[int, Meta(ge=0, le=600_000)]
HELD = float("inf")


class Ending(Enum):
    """What may arrive from a peer instead of bytes."""

    END = "end of stream"
    CLOSED = "close"
    RESET = "reset"
    CUT = "cut"


Item = bytes | Ending


class Party(Protocol):
    """Who is on the client's end of a connection, and what the connection is for; "" where it is not known yet."""

    number: int
    person: str
    device: str
    carries: Literal["", "api", "socket"]


class Connection(Party, Protocol):
    """A connection through the relay, as a fault sees it."""

    def reset(self) -> None:
        """Reset both ends at once."""


class Scope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom a fault covers: `who` (a person) and `device` (one of theirs), everybody where empty; `on` which
    connections."""

    who: str = ""
    device: str = ""
    on: Literal["both", "api", "socket"] = "both"


class Fault:
    """A fault that passes everything on."""

    name: ClassVar[str]
    does: ClassVar[tuple[Does, ...]] = ()
    missing: ClassVar[str] = "nothing passed"
    scope_type: ClassVar[type[Scope]] = Scope

    def __init__(self, scope: Scope) -> None:
        """Nothing has been done. `missing` says in words what must happen while it is on for it to take effect."""
        self.scope = scope
        self.shown: Counter[str] = Counter()
        self.delay_ms = 0.0

    def covers(self, party: Party) -> bool:
        """Whether it acts on this connection. One of which nothing is known yet is covered by faults for all."""
        scope = self.scope
        return (
            scope.on in {"both", party.carries}
            and scope.who in {"", party.person}
            and scope.device in {"", party.device}
        )

    def begins(self, connections: Sequence[Connection]) -> None:
        """It begins; these connections stand and are covered."""

    def ends(self) -> None:
        """It ends."""

    def arriving(self, connection: Connection, towards: Towards, item: Item) -> Sequence[tuple[float, Item]]:
        """Something came in, to pass on `towards` one end: what passes on, each after how many seconds."""
        del connection, towards
        return ((0.0, item),)

    def message(self, line: Line, towards: Towards, message: Message) -> Sequence[Message]:
        """A message is about to pass: what passes on now."""
        del line, towards
        return (message,)

    def control(self, line: Line, towards: Towards, opcode: Opcode) -> bool:
        """A control frame is about to pass: whether it does."""
        del line, towards, opcode
        return True

    def waited(self, seconds: float) -> float:
        """Note that something waits so long, and return it."""
        self.delay_ms = max(self.delay_ms, seconds * 1000)
        return seconds

    def evidence(self) -> str:
        """What it did, in words; empty if nothing."""
        return ", ".join(f"{count} {what}" for what, count in sorted(self.shown.items()))


def now() -> float:
    """The relay's clock, in seconds."""
    return asyncio.get_running_loop().time()
