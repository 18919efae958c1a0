"""The adapter of your backend: fill in each method, and try it with `lockstep target check` on this file.

A method that is not filled in says so when it is needed. `lockstep.targets.base` says of every method what it must
do, and which further ones there are: `resume`, `enrol`, `open_chatroom`, `read` and others.
"""

from typing import Any

from lockstep.clients.api import ApiClient, tls_context
from lockstep.clients.dialects.base import Frame, Raw
from lockstep.history.rows import Effect, Promises
from lockstep.targets.base import (
    Answer,
    ConnectArgs,
    ConnectRequest,
    Event,
    Health,
    Identity,
    Notice,
    Target,
    TargetFaultError,
    Write,
)


class OwnCodec:
    """How the server frames its messages: `numbered` says whether events carry numbers, `written_id` is the field of
    an answer that names what the event is about."""

    name, numbered, written_id = "own", True, "id"

    def opened(self, path: str) -> frozenset[str]:
        """The channels that a connection opened at this path hears by that alone; none where a command subscribes."""
        del path
        return frozenset()

    def decode(self, raw: Raw) -> list[Frame]:
        """The frames of one message. Frame(kind, True, channel, number, entity=..., data=..., body=...) is an event;
        Frame(kind, False, ref=..., body=...) answers the command with this ref. Raise MalformedFrameError for a
        message that cannot be read."""
        raise TargetFaultError(f"fill in OwnCodec.decode: it was given {raw!r}")

    def channels(self, frame: Frame) -> frozenset[str]:
        """Every channel that the frame, an event, a command or an answer, is about."""
        return frozenset({frame.channel} if frame.channel else ())

    def encode(self, kind: str, *, ref: str | None = None, data: Any = None) -> str:
        """The text of a client's command; the answer must come back with the same `ref`."""
        raise TargetFaultError(f"fill in OwnCodec.encode: the command is {kind}, {ref}, {data}")

    def rewrite(self, raw: Raw, **changes: Any) -> str:
        """The message with `seq`, `data`, `channel` or `entity` of its event changed; only plants need it."""
        raise TargetFaultError(f"fill in OwnCodec.rewrite: plants want to change {', '.join(changes)} of {raw!r}")


class OwnBackend(Target):
    """Your backend."""

    name = "own"
    needs_met: frozenset[str] = frozenset()
    """What scenarios may need of it; a scenario that needs anything else is skipped with that reason."""
    promises = Promises(numbers=True, order="channel", agreement=True, drain_ms=100)
    """What it promises; a property that is not promised is not checked. After `drain_ms` of silence nothing comes."""

    def __init__(self) -> None:
        self._clients: dict[str, ApiClient] = {}

    async def start(self) -> None:
        """Start the backend, then call self.go_to(API address, WebSocket address). A backend that runs already needs
        only the settings api_base_url and websocket_url; lockstep.targets.process.BackendProcess starts one."""
        if not self.api_base_url:
            raise TargetFaultError("fill in start, or set api_base_url and websocket_url in lockstep.toml")

    async def stop(self) -> None:
        """Stop what `start` started, after closing the clients."""
        for client in self._clients.values():
            await client.close()
        self._clients.clear()

    def alive(self) -> bool:
        """False once a backend that `start` started has ended by itself; True for one that was running already."""
        return True

    async def health(self) -> list[Health]:
        """A row for the API and one for the socket: Health("API", healthy=..., detail=...), and what
        lockstep.targets.probe.socket_health(self, ConnectArgs(...)) returns."""
        raise TargetFaultError("fill in health: ask the API and the socket whether they are well")

    def codec(self) -> OwnCodec:
        """A codec for one new connection."""
        return OwnCodec()

    def connect_args(self, request: ConnectRequest) -> ConnectArgs:
        """Where this person opens a socket, with headers or a token in the address if it needs them."""
        raise TargetFaultError(
            f"fill in connect_args: return ConnectArgs(...) with {request.identity.person}'s address"
        )

    def subscribe(self, channel: str) -> tuple[str, Any]:
        """The command (kind, data) that subscribes to a channel; the codec encodes it."""
        raise TargetFaultError(f"fill in subscribe: return the command that subscribes to {channel}")

    def notices(self, frame: Frame) -> list[Notice]:
        """What an answer says of the connection: [Notice("subscribe", "done", channel, Position(seq=...))] where the
        channel is heard from now on; [] where it says nothing."""
        raise TargetFaultError(f"fill in notices: say what the frame {frame.kind} means")

    def refusal(self, frame: Frame) -> str | None:
        """The reason, where this answer rejects the command; None where it accepts it."""
        raise TargetFaultError(f"fill in refusal: say whether the frame {frame.kind} rejects a command")

    async def perform(self, write: Write, identity: Identity) -> Answer:
        """Make the write over the API, through self._api(identity.person). Answer("ok", status, id, payload=...), or
        Answer("fail", status) where it is what you know as a refusal (a 404 may mean a wrong route), or
        Answer("info", status) where nobody knows."""
        raise TargetFaultError(f"fill in perform: {identity.person} wants to {write.operation} {write.fields}")

    def sent(self, write: Write) -> Any:
        """What the writer supplied, in the form in which Event.sent has it, such as {"content": ...}."""
        raise TargetFaultError(f"fill in sent: return what {write.operation} supplies")

    def where(self, write: Write) -> str:
        """The channel in which the write's event is due, such as str(write.fields["channel"])."""
        raise TargetFaultError(f"fill in where: return the channel of {write.operation}")

    def effects(self, write: Write, answer: Answer) -> list[Effect]:
        """The events that the write must cause: [Effect(kind=..., channel=self.where(write), entity=answer.entity,
        sent=digest(self.sent(write)))] if answer.outcome is "ok", else []. lockstep.history.digest has `digest`."""
        raise TargetFaultError(f"fill in effects: say which events {write.operation} causes ({answer.outcome})")

    def normalise(self, frame: Frame) -> list[Event]:
        """The events of an event frame: [Event(kind, channel, entity, seq=..., payload=..., sent=...)]. Kind,
        channel, entity, payload and sent must agree with those of `effects` and `perform`."""
        raise TargetFaultError(f"fill in normalise: return the events of the frame {frame.kind}")

    async def clean_up(self, identities: list[Identity]) -> list[str]:
        """Remove what a scenario made, for the people of these identities; a sentence for each thing that stays."""
        raise TargetFaultError(f"fill in clean_up: remove what {len(identities)} people made")

    def _api(self, person: str) -> ApiClient:
        if person not in self._clients:
            self._clients[person] = ApiClient(self.api_base_url, tls_context(), person=person, timeout_s=10)
        return self._clients[person]
