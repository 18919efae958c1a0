"""People at a started backend: requests over HTTP, sockets read frame by frame."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import websockets
from websockets.asyncio.client import ClientConnection, connect
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.uri import parse_uri

PASSWORD = "right-horse!"
_WAIT_S = 60
_numbers = itertools.count(1)


@dataclass
class Ear:
    """One socket. Frames are read when asked for and kept in `frames`."""

    socket: ClientConnection
    frames: list[dict[str, Any]] = field(default_factory=list)

    async def next(self) -> dict[str, Any]:
        """The next frame. Raises ConnectionClosed."""
        async with asyncio.timeout(_WAIT_S):
            frame: dict[str, Any] = json.loads(await self.socket.recv())
        self.frames.append(frame)
        return frame

    async def until(self, event: str, **fields: Any) -> dict[str, Any]:
        """The next frame of this name with these top-level fields."""
        while True:
            frame = await self.next()
            if frame["event"] == event and fields.items() <= frame.items():
                return frame

    async def ask(self, event: str, **data: Any) -> dict[str, Any]:
        """Send a command; its ack or error."""
        ref = next(_numbers)
        await self.socket.send(json.dumps({"event": event, "ref": ref, "data": data}))
        while True:
            frame = await self.next()
            if frame.get("ref") == ref and frame["event"] in {"ack", "error"}:
                return frame

    async def join(self, chatroom_id: int) -> dict[str, Any]:
        """Join a chatroom; its position."""
        joined = await self.ask("join_chatroom", chatroomId=chatroom_id)
        assert joined["event"] == "ack", joined
        position: dict[str, Any] = joined["data"]["position"]
        return position

    async def closed(self) -> int:
        """Read to the end; the close code."""
        try:
            while True:
                await self.next()
        except websockets.ConnectionClosed:
            assert self.socket.close_code is not None
            return self.socket.close_code

    def events(self, room: str | None = None) -> list[dict[str, Any]]:
        """The events read so far, of one room or all."""
        return [frame for frame in self.frames if "room" in frame and room in {None, frame["room"]}]


@dataclass
class Mute:
    """One socket that only reads: after the handshake it sends nothing, so that no ping is answered."""

    reader: asyncio.StreamReader
    protocol: ClientProtocol
    frames: list[dict[str, Any]] = field(default_factory=list)

    async def closed(self) -> int:
        """Read to the close frame; its code."""
        while self.protocol.close_rcvd is None:
            async with asyncio.timeout(_WAIT_S):
                data = await self.reader.read(65_536)
            assert data, "the socket ended without a close frame"
            self.protocol.receive_data(data)
            for event in self.protocol.events_received():
                if isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                    self.frames.append(json.loads(event.data))
        return int(self.protocol.close_rcvd.code)


@dataclass
class Person:
    """Somebody with an account."""

    http: httpx.AsyncClient
    ws: str
    session: dict[str, Any]

    @property
    def id(self) -> int:
        """Of the user."""
        return int(self.session["user"]["id"])

    @property
    def company(self) -> int:
        """Of the company."""
        return int(self.session["company"]["id"])

    @property
    def token(self) -> str:
        """The access token."""
        return str(self.session["accessToken"])

    async def ask(
        self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        """Make a request with the token."""
        given = {"Authorization": f"Bearer {self.token}"} | (headers or {})
        return await self.http.request(method, path, headers=given, **more)

    async def do(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Make a request that succeeds; the whole answer. Headers are named with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self.ask(method, path, headers=named, **({} if body is None else {"json": body}))
        assert answer.is_success, answer.text
        return answer.json()

    async def refused(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        """Make a request that is refused; status and code."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await self.ask(method, path, headers=named, **({} if body is None else {"json": body}))
        assert not answer.is_success, answer.text
        return answer.status_code, answer.json()["code"]

    async def chatroom(self, *others: "Person", private: bool = False) -> int:
        """Make a chatroom with others in it; its id."""
        body = {"name": "design", "isPrivate": private, "memberIds": [other.id for other in others]}
        return int((await self.do("POST", "/chatrooms", body))["data"]["id"])

    async def post(self, chatroom_id: int, content: str = "hello") -> dict[str, Any]:
        """Post a message."""
        posted: dict[str, Any] = (
            await self.do("POST", "/messages", {"chatroomId": chatroom_id, "content": content})
        )["data"]
        return posted

    async def colleague(self, role: str = "MEMBER") -> "Person":
        """Somebody else in the same company, who was invited."""
        email = f"person{next(_numbers)}@example.org"
        invited = await self.do("POST", "/invitations", {"email": email, "role": role})
        body = {"token": invited["token"], "fullName": "Ben", "password": PASSWORD}
        accepted = await self.http.post("/invitations/accept", json=body)
        assert accepted.status_code == 201, accepted.text
        return Person(self.http, self.ws, accepted.json()["data"])

    @asynccontextmanager
    async def listening(self, query: str = "", **options: Any) -> AsyncIterator[Ear]:
        """A socket that is authenticated, with its own rooms joined unless the query has resume=1."""
        url = f"{self.ws}?token={self.token}{query}"
        async with connect(
            url, proxy=None, compression=None, ping_interval=None, open_timeout=60, **options
        ) as socket:
            ear = Ear(socket)
            await ear.until("authentication_success")
            if "resume=1" not in query:
                await ear.until("room_joined")
                await ear.until("room_joined")
            yield ear

    @asynccontextmanager
    async def mute(self) -> AsyncIterator[Mute]:
        """A socket of this person that never sends anything."""
        protocol = ClientProtocol(parse_uri(f"{self.ws}?token={self.token}"))
        reader, writer = await asyncio.open_connection(protocol.uri.host, protocol.uri.port)
        try:
            protocol.send_request(protocol.connect())
            writer.writelines(protocol.data_to_send())
            await writer.drain()
            yield Mute(reader, protocol)
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):  # the server may have left first
                await writer.wait_closed()


def email() -> str:
    """An email nobody has."""
    return f"person{next(_numbers)}@example.org"


async def register(http: httpx.AsyncClient, ws: str) -> Person:
    """A new company's OWNER."""
    body = {"email": email(), "password": PASSWORD, "fullName": "Ana", "companyName": "Acme"}
    answer = await http.post("/auth/register", json=body)
    assert answer.status_code == 201, answer.text
    return Person(http, ws, answer.json()["data"])
