"""The base of every declared network fault: the connections it covers, what it does, and its evidence.

A fault sees the relay's traffic at one of two levels, and by default passes it on:

    arriving   bytes, or an ending, that arrived on any connection, with the seconds after which they pass on
    message    a whole WebSocket message, and the messages that pass on in its place
    control    a ping, pong or close, and whether it passes on

`does` states what the checks must allow for: `delays` (something arrives later, by at most `delay_ms`), `holds`
(nothing arrives until the fault ends), `loses` (something never arrives on that connection), `doubles` (something
arrives twice), `garbles` (something arrives that differs from what was sent). `shown` counts by unit what the fault
really did; empty: nothing. Faults are called on the relay's loop, never wait and raise nothing for what peers send.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from enum import Enum
from typing import Annotated, ClassVar, Literal, Protocol

import msgspec
from msgspec import Meta
from websockets.frames import Opcode

from lockstep.relay.plugin import Message, WebSocket

Towards = Literal["client", "server"]
Does = Literal["delays", "holds", "loses", "doubles", "garbles"]
Milliseconds = Annotated[int, Meta(ge=0, le=600_000)]
HELD = float("inf")


class Ending(Enum):
    """How a peer can end a stream."""

    END = "end of stream"
    CLOSED = "close"
    RESET = "reset"
    CUT = "cut"


Item = bytes | Ending


class Peer(Protocol):
    """The person and device at the client's end of a connection, and its purpose; "" where it is not known yet."""

    number: int
    person: str
    device: str
    carries: Literal["", "api", "socket"]


class Connection(Peer, Protocol):
    """A connection through the relay, as a fault sees it."""

    def reset(self) -> None:
        """Reset both ends at once."""


class Scope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The connections that a fault covers: those of the person `who` and the device `device` (everybody's where
    empty), and of the kind `on`."""

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
        """Nothing has been done. `missing` states in words why the fault had no effect, if it has none."""
        self.scope = scope
        self.shown: Counter[str] = Counter()
        self.delay_ms = 0.0

    def covers(self, peer: Peer) -> bool:
        """Whether it acts on this connection. A connection not yet identified is covered by faults for everybody."""
        scope = self.scope
        return (
            scope.on in {"both", peer.carries}
            and scope.who in {"", peer.person}
            and scope.device in {"", peer.device}
        )

    def begins(self, connections: Sequence[Connection]) -> None:
        """The fault begins; these connections are open and covered."""

    def ends(self) -> None:
        """The fault ends."""

    def arriving(self, connection: Connection, towards: Towards, item: Item) -> Sequence[tuple[float, Item]]:
        """Something arrived, bound `towards` one end: returns what passes on, each with its delay in seconds."""
        del connection, towards
        return ((0.0, item),)

    def message(self, websocket: WebSocket, towards: Towards, message: Message) -> Sequence[Message]:
        """A message is about to pass: returns the messages that pass on now."""
        del websocket, towards
        return (message,)

    def control(self, websocket: WebSocket, towards: Towards, opcode: Opcode) -> bool:
        """A control frame is about to pass: returns whether it does."""
        del websocket, towards, opcode
        return True

    def waited(self, seconds: float) -> float:
        """Record the longest delay so far, and return this one."""
        self.delay_ms = max(self.delay_ms, seconds * 1000)
        return seconds

    def evidence(self) -> str:
        """What the fault did, in words; empty if nothing."""
        return ", ".join(f"{count} {what}" for what, count in sorted(self.shown.items()))


def now() -> float:
    """The relay's clock, in seconds."""
    return asyncio.get_running_loop().time()
