"""The interface of the relay's plug-ins, which plants implement. For network faults see `lockstep.relay.faults.base`.

A plug-in receives every WebSocket message before it is passed on, and passes it on itself: at once, later, twice,
changed, to somebody else, or not at all. It is called on the relay's loop and never waits; it schedules later work
with `WebSocket.later`. The default of each hook passes everything on. WebSocket control frames, HTTP and messages
that the relay cannot read bypass the plug-in; `fence` reports those that prove to the client that everything before
them has arrived. Only a plug-in that sets `reads_http` receives HTTP: writes and their answers
(`lockstep.relay.exchanges`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol

from lockstep.clients.dialects.base import Codec, Frame, Raw
from lockstep.relay.exchanges import WriteRequest, WriteResponse

PONG = "pong"
MARKER = "marker"


class Timer(Protocol):
    """Something scheduled for later."""

    def cancel(self) -> None:
        """Cancel it."""


@dataclass(frozen=True, slots=True)
class Message:
    """One WebSocket message, whole.

    raw: its text or bytes. wire: the frames it arrived in, unchanged, or None for a message that a plug-in made.
    frames: what the codec decoded; empty where it could not.
    """

    raw: Raw
    wire: bytes | None = None
    frames: tuple[Frame, ...] = ()

    @property
    def event(self) -> Frame | None:
        """The first event in it that names its channel and is whole; it represents a message with several."""
        named = (frame for frame in self.frames if frame.event and frame.channel is not None)
        return next((frame for frame in named if frame.whole), None)


class WebSocket(Protocol):
    """One relayed WebSocket connection, as a plug-in sees it.

    number: counts the connections in order of opening. person, session: as its `User-Agent: lockstep (Ana; laptop)`
    states, or None. channels: every channel that appeared on it or in its address. codec: reads and rewrites its
    messages.
    """

    number: int
    person: str | None
    session: str | None
    channels: set[str]
    codec: Codec

    @property
    def congested(self) -> bool:
        """Whether its client reads so slowly that nothing should be added."""

    def to_client(self, message: Message) -> None:
        """Pass a message on, or bring in a new one, between two messages; nothing happens once it is closed."""

    def to_server(self, message: Message) -> None:
        """The same, towards the server."""

    def emit(self, towards: Literal["client", "server"], message: Message) -> None:
        """For network faults: write a message towards one end, past every plug-in and fault."""

    def cut(self, towards: Literal["client", "server"], data: bytes) -> None:
        """For network faults: write these last bytes towards one end, and end the connection."""

    def later(self, seconds: float, action: Callable[[], None]) -> Timer:
        """Do something after a time, unless the websocket is closed by then."""

    def others(self) -> Iterator["WebSocket"]:
        """The other open WebSocket websockets of the relay, in order of opening."""


class Plugin:
    """A plug-in that does nothing."""

    reads_http: ClassVar[bool] = False
    written_id: str = "id"
    """The dialect's field in an HTTP answer that names the object written, or the path to it, with dots; set by the
    relay."""
    texts: tuple[str, ...] = ()
    """The paths, with dots, of the texts in an event's data, where the dialect declares them; set by the relay."""

    def opened(self, websocket: WebSocket) -> None:
        """The server accepted a WebSocket connection."""

    def from_server(self, websocket: WebSocket, message: Message) -> None:
        """The server sent a message."""
        websocket.to_client(message)

    def from_client(self, websocket: WebSocket, message: Message) -> None:
        """The client sent a message."""
        websocket.to_server(message)

    def fence(self, websocket: WebSocket) -> None:
        """A pong of either layer, a close or the end of the stream is about to pass to the client: anything held back
        from before it must be released first, or is lost."""

    def closed(self, websocket: WebSocket) -> None:
        """The websocket is closed in both directions."""

    def asked(self, asked: WriteRequest) -> WriteResponse | None:
        """A client requests a write: None to forward it, or the answer to send instead."""
        return None

    def answered(self, asked: WriteRequest, answered: WriteResponse) -> WriteResponse | None:
        """The server answers a write: None to pass the answer on, or the answer to pass on instead."""
        return None

    def hung_up(self, connection: int) -> None:
        """An HTTP connection is closed."""

    def report(self) -> dict[str, Any]:
        """What the plug-in did, as JSON values."""
        return {}
