"""The WebSocket with live events, `test/live?testId=&from=`.

With `testId` it sends the events of that execution, from its event number `from` on, until its run has ended; then it
closes with 1000. Without, it sends those of all executions of the caller's company, with separate numbers, from now
on or from `from`; if some of the requested events are no longer kept, the first message is `{"type": "events_missed",
"from", "to"}`. Every event carries `testId`, and in either stream `seq` rises by one.

The token is in the header `Authorization: Bearer`, in `?token=` or, only from a page of this service, in the cookie
of the monitor. Close codes: 4401 no token, an invalid one, or its login has ended; 4404 no such execution; 4400
`from` is not a number; 4408 the reader is too slow (if the code can still be sent); 1013 too many sockets; 1012 the
service ends. Messages from the client are ignored.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import msgspec
from fastapi import WebSocket, WebSocketDisconnect
from starlette.requests import HTTPConnection

from lockstep.management.access import Caller, Doorkeeper
from lockstep.management.answers import RefusedError
from lockstep.management.executions.live import Event, Live
from lockstep.management.executions.records import Records
from lockstep.management.monitor.monitor import COOKIE
from lockstep.reporting.stream import ENDS

MOST = 200
SLOW_S = 10.0
AGAIN_S = 30.0
"""How often the caller's login is checked."""


class RefusedSocketError(Exception):
    """Closes a socket with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


class LiveSockets:
    """Serves the sockets of one service."""

    def __init__(self, live: Live, records: Records, slow_s: float | None = None) -> None:
        """Nothing is served yet. `slow_s`: how long a client may take to receive one event."""
        self._live, self._records, self._slow_s = live, records, SLOW_S if slow_s is None else slow_s
        self._open = 0

    async def serve(self, websocket: WebSocket) -> None:
        """Serve one."""
        await websocket.accept()
        try:
            async with self._counted():
                caller = await _caller(websocket)
                gone = asyncio.create_task(_until_gone(websocket))
                serving = asyncio.create_task(self._serve(websocket, caller))
                try:
                    done, _ = await asyncio.wait({gone, serving}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    gone.cancel()
                    serving.cancel()
                    await asyncio.wait({gone, serving})
                if serving in done:
                    serving.result()
                    await _close(websocket, 1000, "the run has ended")
        except RefusedSocketError as error:
            await _close(websocket, error.code, error.reason)
        except (WebSocketDisconnect, RuntimeError):  # the client has disconnected in the meantime
            return

    @asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        if self._open >= MOST:
            raise RefusedSocketError(1013, "too many sockets are open")
        self._open += 1
        try:
            yield
        finally:
            self._open -= 1

    async def _serve(self, websocket: WebSocket, caller: Caller) -> None:
        test_id = websocket.query_params.get("testId", "")
        told = websocket.query_params.get("from", "0" if test_id else "")
        if told and not (told.isascii() and told.isdigit() and len(told) <= 16):
            raise RefusedSocketError(4400, "from must be the number of an event")
        if not test_id:
            await self._send_all(websocket, caller, int(told) if told else None)
            return
        execution = await asyncio.to_thread(self._records.get, test_id, caller.company_id)
        if execution is None:
            raise RefusedSocketError(4404, "there is no such execution here")
        await self._send_one(websocket, test_id, int(told))

    async def _send_one(self, websocket: WebSocket, test_id: str, start: int) -> None:
        offset = 0
        while True:
            looked = self._live.looked
            execution = await asyncio.to_thread(self._records.get, test_id)
            followed = self._live.follows(test_id)  # checked before the events are read: the rest is then complete
            events, offset = await asyncio.to_thread(self._live.of, test_id, offset)
            await self._send(websocket, [{"testId": test_id, **one} for one in events if one["seq"] >= start])
            if events and events[-1]["type"] in ENDS:
                return
            if execution is None or (execution.is_over and not followed and not events):
                return  # its events were removed
            await self._news(websocket, looked)

    async def _send_all(self, websocket: WebSocket, caller: Caller, start: int | None) -> None:
        stream = self._live.everything(caller.company_id)
        place = stream.next if start is None else min(start, stream.next)
        while True:
            looked = self._live.looked
            if place < stream.first:
                missed = {"type": "events_missed", "from": place, "to": stream.first - 1}
                place = stream.first
                await self._send(websocket, [missed])
            events = stream.since(place)
            await self._send(websocket, events)
            place = events[-1]["seq"] + 1 if events else place
            await self._news(websocket, looked)

    async def _send(self, websocket: WebSocket, events: Sequence[Event]) -> None:
        for event in events:
            try:
                async with asyncio.timeout(self._slow_s):
                    await websocket.send_text(msgspec.json.encode(event).decode())
            except TimeoutError:
                raise RefusedSocketError(4408, "the reader is too slow") from None

    async def _news(self, websocket: WebSocket, looked: int) -> None:
        """Wait for new events, and check regularly whether the caller may still receive them."""
        while True:
            try:
                async with asyncio.timeout(AGAIN_S):
                    await self._live.news(looked)
                    return
            except TimeoutError:
                await _caller(websocket)


def token_of(connection: HTTPConnection) -> str:
    """The token of a connection."""
    kind, _, given = connection.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return given.strip()
    asked = connection.query_params.get("token", "")
    if asked:
        return asked
    origin = urlsplit(connection.headers.get("origin", "")).netloc
    own = bool(origin) and origin == connection.headers.get("host", "")
    return connection.cookies.get(COOKIE, "") if own else ""


async def _caller(websocket: WebSocket) -> Caller:
    doorkeeper: Doorkeeper = websocket.app.state.doorkeeper

    def ask() -> Caller:
        found = doorkeeper.caller(token_of(websocket))
        doorkeeper.count(f"account {found.id}")
        return found

    try:
        return await asyncio.to_thread(ask)
    except RefusedError as error:
        code = 4401 if error.status == 401 else 1013
        raise RefusedSocketError(code, error.message[:100]) from None


async def _until_gone(websocket: WebSocket) -> None:
    """Discard messages of the client until it disconnects."""
    message: Any = {}
    while message.get("type") != "websocket.disconnect":
        message = await websocket.receive()


async def _close(websocket: WebSocket, code: int, reason: str) -> None:
    with suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
        async with asyncio.timeout(1):
            await websocket.close(code, reason)
