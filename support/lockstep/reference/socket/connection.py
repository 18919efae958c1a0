"""One connection of `/ws`: opened, authenticated, read, written, closed. Frames and close codes: `frames.py`.

Promise: commands are handled inline, one after the other; all frames caused by them and by other people's writes
leave through one queue (`outgoing.py`). The server underneath closes with 1009, 1011 and 1012. A client that neither
reads nor answers a close is abandoned after 2 × ping_s.
"""

import asyncio
import logging
import secrets
import sqlite3
from typing import Any, Protocol

from starlette.types import Message
from starlette.websockets import WebSocket

from lockstep.reference import frames, rooms
from lockstep.reference.backend import Backend
from lockstep.reference.clock import timestamp
from lockstep.reference.domain.permissions import Caller
from lockstep.reference.errors import RefusedError, database_failed, forbidden, unauthenticated
from lockstep.reference.frames import Command, MalformedError, Ref
from lockstep.reference.request_ids import adopted
from lockstep.reference.socket.outgoing import Outgoing

logger = logging.getLogger(__name__)


async def serve_socket(socket: WebSocket) -> None:
    """Serve one connection from its opening to its end."""
    state = socket.app.state
    await Connection(socket, state.backend, state.commands).run()


class CommandTable(Protocol):
    """The interface of the commands that a connection uses (`commands.py`)."""

    def knows(self, event: str) -> bool: ...

    def obey(self, connection: "Connection", command: Command, request_id: str) -> Any: ...


class Connection:
    """One connection."""

    user_id = 0
    company_id = 0
    family = ""
    _expires_at = 0.0

    def __init__(self, socket: WebSocket, backend: Backend, commands: CommandTable) -> None:
        """Nothing is accepted before `run`."""
        self.id = secrets.token_hex(6)
        self.backend = backend
        self._commands = commands
        self.awaits_resume = socket.query_params.get("resume") == "1"
        self._socket = socket
        self._outgoing = Outgoing(socket, backend.core.settings.send_buffer_bytes)
        self._deadline: asyncio.TimerHandle | None = None
        self._linger = asyncio.timeout(None)

    async def run(self) -> None:
        """Run until either side closes the connection."""
        await self._socket.accept()
        sender = asyncio.create_task(self._outgoing.send_all(), name=f"sender {self.id}")
        code = None
        try:
            async with self._linger:
                self._open()
                code = await self._read_all()
        except TimeoutError:
            logger.warning("connection left to itself", extra={"connection": self.id})
        finally:
            self.backend.core.hub.drop(self)
            self._set_deadline(None)
            sender.cancel()
            await asyncio.wait([sender])
            if not sender.cancelled():
                sender.result()
        logger.info("connection closed", extra={"connection": self.id, "userId": self.user_id or None, "code": code})

    def push(self, text: str, size: int) -> None:
        """Queue a frame of `size` bytes; 0 for frames that the reader requested, which count towards no limit."""
        if not self._outgoing.put(text, size):
            logger.warning("reader too slow", extra={"connection": self.id, "userId": self.user_id})
            self.end(4408, "too much is waiting to be read")

    def control(self, raw: bytes) -> None:
        """Queue a control frame."""
        self.push(raw.decode(), len(raw))

    def close(self, code: int, reason: str) -> None:
        """Close once the frames queued so far are sent."""
        if self._outgoing.close(code, reason):
            linger_s = 2 * self.backend.core.settings.ping_s
            self._linger.reschedule(asyncio.get_running_loop().time() + linger_s)

    def end(self, code: int, reason: str) -> None:
        """Unsubscribe from everything, and close."""
        self.backend.core.hub.drop(self)
        self.close(code, reason)

    def authenticate(self, token: str, ref: Ref) -> Caller:
        """Authenticate this connection with a token. Raises RefusedError."""
        core = self.backend.core
        caller = core.tokens.caller(token)
        first = not self.user_id
        if not first and caller.user_id != self.user_id:
            raise forbidden("This connection is another person's; open your own.")
        self.user_id, self.company_id, self.family = caller.user_id, caller.company_id, caller.family
        self._expires_at = caller.expires_at
        self.time_leapt()
        success = {
            "userId": caller.user_id,
            "companyId": caller.company_id,
            "expiresAt": timestamp(caller.expires_at),
        }
        self.control(frames.control("authentication_success", success, ref))
        if first:
            core.hub.enter(self)
            if not self.awaits_resume:
                self.join_own(ref)
        return caller

    def time_leapt(self) -> None:
        """Restart the timer for the token's expiry."""
        left_s = self._expires_at - self.backend.core.clock()
        self._set_deadline(asyncio.get_running_loop().call_later(left_s, self._expired))

    def join_own(self, ref: Ref) -> None:
        """Subscribe to the person's room and the company's, unless already subscribed."""
        for room in (rooms.user(self.user_id), rooms.company(self.company_id)):
            if not self.backend.core.hub.hears(self, room):
                self.join(room, ref)

    def join(self, room: str, ref: Ref) -> dict[str, Any]:
        """Subscribe to a room from its present position on; returns the ack's data."""
        position = self.backend.core.outbox.position(room)
        joined = {"room": room, "position": position}
        self.backend.core.hub.join(self, room, position["seq"])
        self.control(frames.control("room_joined", joined, ref))
        return joined

    def caller(self) -> Caller:
        """The present caller. Raises RefusedError (401)."""
        if not self.user_id:
            raise unauthenticated("missing", "Authenticate first.")
        return self.backend.core.tokens.alive(self.family, self._expires_at)

    def _open(self) -> None:
        wait = self.backend.core.settings.auth_timeout_s
        self.control(frames.control("connection_established", {"connectionId": self.id, "authTimeoutS": wait}))
        self._set_deadline(asyncio.get_running_loop().call_later(wait, self._too_late))
        logger.info("connection opened", extra={"connection": self.id})
        header, parameter = self._socket.headers.get("authorization"), self._socket.query_params.get("token")
        token = parameter if header is None else header.removeprefix("Bearer ")
        if token is not None:
            try:
                self.authenticate(token, None)
            except RefusedError as refused:
                self._turn_away(refused, 4401, "the token was refused")
            except sqlite3.OperationalError:
                logger.exception("database failed", extra={"connection": self.id})
                self._turn_away(database_failed(), 1011, "the database does not answer")

    async def _read_all(self) -> int:
        while True:
            message: Message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return int(message["code"])
            if self._outgoing.closing:
                continue
            text = message.get("text")
            if text is None:
                self.end(1003, "only text is accepted")
            else:
                self._handle(text)

    def _handle(self, text: str) -> None:
        command = None
        try:
            command = frames.read_command(text)
        except MalformedError as error:
            request_id, status = adopted(None), 400
            self._refuse(RefusedError(400, "malformed", str(error)), request_id, error.ref)
        else:
            request_id = adopted(command.request_id)
            status = self._obey(command, request_id)
        named = command.event if command and self._commands.knows(command.event) else None
        about = {"requestId": request_id, "command": named, "status": status}
        logger.info("command", extra=about | {"connection": self.id, "userId": self.user_id or None})

    def _obey(self, command: Command, request_id: str) -> int:
        try:
            data = self._commands.obey(self, command, request_id)
        except RefusedError as refused:
            self._refuse(refused, request_id, command.ref)
            if command.event == "authenticate" and refused.status == 401:
                self.end(4401, "the token was refused")
            return refused.status
        except sqlite3.OperationalError:
            logger.exception("database failed", extra={"requestId": request_id})
            self._refuse(database_failed(), request_id, command.ref)
            return 503
        except Exception:
            logger.exception("command broke", extra={"requestId": request_id})
            broken = RefusedError(500, "internal", f"Internal error; the log has details under {request_id}.")
            self._refuse(broken, request_id, command.ref)
            return 500
        self.control(frames.ack(command, request_id, data))
        return 200

    def _turn_away(self, refused: RefusedError, code: int, reason: str) -> None:
        request_id = adopted(None)
        self._refuse(refused, request_id, None)
        logger.info("connection refused", extra={"requestId": request_id, "connection": self.id, "reason": reason})
        self.end(code, reason)

    def _refuse(self, refused: RefusedError, request_id: str, ref: Ref) -> None:
        self.control(frames.refusal(refused, request_id, ref))

    def _too_late(self) -> None:
        late = unauthenticated("missing", "No token came in time; send authenticate sooner.")
        self._turn_away(late, 4401, "no token came in time")

    def _expired(self) -> None:
        self.end(4401, "the token has expired")

    def _set_deadline(self, deadline: asyncio.TimerHandle | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = deadline
