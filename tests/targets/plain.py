"""A small target of its own for the tests of sessions and actors, against a real WebSocket server."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from lockstep.clients.dialects.base import Codec, Frame
from lockstep.clients.dialects.registry import codec_named
from lockstep.history.recorder import Recorder
from lockstep.history.rows import Budgets, Effect, Header, Position, Promises, Resumed
from lockstep.targets.base import (
    Answer,
    ConnectArgs,
    ConnectRequest,
    Event,
    Identity,
    Look,
    Notice,
    Right,
    Target,
    Write,
)
from websockets.asyncio.server import ServerConnection, serve

Server = Callable[[ServerConnection], Awaitable[None]]


def recorder() -> Recorder:
    return Recorder(Header(scenario="s", title="t", seed=1, target="plain", promises=Promises(), budgets=Budgets()))


class PlainTarget(Target):
    """Speaks the plain JSON dialect; its answers are what a test put into `answer`."""

    name: ClassVar[str] = "plain"
    greets: ClassVar[bool] = True

    def __init__(self, url: str) -> None:
        self.websocket_url = url
        self.answer = Answer("ok", "201", "message:1", 1, {"id": 1}, raw="POST /messages -> 201")

    async def start(self) -> None:
        """Nothing to start."""

    def connect_args(self, request: ConnectRequest) -> ConnectArgs:
        return ConnectArgs(
            self.websocket_url, first=(json.dumps({"event": "hello", "ref": None}),), how=request.how or "none"
        )

    def codec(self) -> Codec:
        return codec_named("json")

    async def perform(self, write: Write, identity: Identity) -> Answer:
        return self.answer

    def effects(self, write: Write, answer: Answer) -> list[Effect]:
        return [Effect(kind="posted", channel="chatroom:7")] if answer.outcome == "ok" else []

    def rights(self, write: Write, answer: Answer | None) -> list[Right]:
        return [Right("grant", "Ben", "chatroom:7")] if write.operation == "add_member" else []

    def command(self, write: Write) -> tuple[str, Any] | None:
        return ("post", write.fields) if write.operation in {"post_message", "mark"} else None

    def answered(self, write: Write, frame: Frame) -> Answer:
        return Answer("ok", "ack", "message:1", 1, frame.data)

    def subscribe(self, channel: str) -> tuple[str, Any] | None:
        return "join", {"room": channel}

    def unsubscribe(self, channel: str) -> tuple[str, Any] | None:
        return "leave", {"room": channel}

    def resume(self, positions: dict[str, Position]) -> tuple[str, Any] | None:
        return "resume", {room: at.seq for room, at in positions.items()}

    def ping(self) -> tuple[str, Any] | None:
        return "ping", {}

    def normalise(self, frame: Frame) -> list[Event]:
        return [Event(frame.kind, frame.channel or "", seq=frame.seq, epoch=frame.epoch, payload=frame.data)]

    def notices(self, frame: Frame) -> list[Notice]:
        match frame.kind:
            case "welcome":
                return [Notice("authenticated", "done")]
            case "joined":
                return [Notice("subscribe", "done", frame.data["room"], Position("e", 0))]
            case "left":
                return [Notice("unsubscribe", "done", frame.data["room"])]
            case "resumed":
                return [Notice("resume", "done", claims={"chatroom:7": Resumed(recovered=True)})]
        return []

    def answers(self, frame: Frame) -> bool:
        return frame.kind in {"ack", "error"}

    def refusal(self, frame: Frame) -> str | None:
        return "no" if frame.kind == "error" else None

    def schema_of(self, frame: Frame) -> str | None:
        return "frame.event: odd" if frame.kind == "odd" else None

    async def read(self, operation: str, identity: Identity, **fields: Any) -> Look:
        return Look("200", position=Position("e", 3) if operation == "messages" else None)


async def polite(socket: ServerConnection) -> None:
    """Greets, joins, leaves, resumes and acknowledges whatever is asked, but refuses room chatroom:9."""
    async for text in socket:
        asked = json.loads(text)
        told = {"hello": "welcome", "join": "joined", "leave": "left", "resume": "resumed"}.get(asked["event"])
        refused = asked.get("data") == {"room": "chatroom:9"}
        if told is not None and not refused:
            await socket.send(json.dumps({"event": told, "ref": asked["ref"], "data": asked.get("data", {})}))
        if asked["event"] != "hello":
            answer = "error" if refused else "ack"
            await socket.send(json.dumps({"event": answer, "ref": asked["ref"], "data": asked.get("data", {})}))


def event(kind: str, seq: int | None = 1) -> str:
    return json.dumps(
        {"event": kind, "room": "chatroom:7", "epoch": "e", "seq": seq, "at": "now", "data": {"x": seq}}
    )


@asynccontextmanager
async def served(server: Server = polite, kind: type[PlainTarget] = PlainTarget) -> AsyncIterator[PlainTarget]:
    """A target before a server on a free port."""
    async with serve(server, "127.0.0.1", 0) as listening:
        port = next(iter(listening.sockets)).getsockname()[1]
        yield kind(f"ws://127.0.0.1:{port}/")


def run(act: Callable[[], Awaitable[None]]) -> None:
    """Run one test on a loop of its own; no task may be left."""

    async def checked() -> None:
        await act()
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        assert left == []

    asyncio.run(checked())
