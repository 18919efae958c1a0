"""Executes the commands on the socket. Names, data, acks and their order: `frames.py`."""

from collections.abc import Callable, Set
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError

from lockstep.reference import frames, rooms
from lockstep.reference.domain.core import Core
from lockstep.reference.domain.messages import Messages
from lockstep.reference.domain.people import People
from lockstep.reference.domain.permissions import Call
from lockstep.reference.domain.requests import Body, Given, Id, Key, PostMessage, SetStatus
from lockstep.reference.domain.typists import Typists
from lockstep.reference.errors import RefusedError, conflict, invalid, not_valid
from lockstep.reference.frames import Command, Ref
from lockstep.reference.limits import RateLimit

if TYPE_CHECKING:
    from lockstep.reference.socket.connection import Connection


_Model = TypeVar("_Model", bound=BaseModel)
_Handler = Callable[["Connection", Call, Command], Any]


class _Nothing(Body):
    pass


class _Authenticate(Body):
    token: Given


class _Company(Body):
    company_id: Id


class _Chatroom(Body):
    chatroom_id: Id


class _Thread(Body):
    thread_id: Id


class _Key(Body):
    key: Key | None = None


class _Mark(Body):
    rooms: list[str] = Field(min_length=1)
    token: Given


class _Position(Body):
    epoch: str
    seq: int = Field(strict=True, ge=0)


class _Resume(Body):
    rooms: dict[str, _Position]


class Commands:
    """Executes commands; the result is the ack's data. Raises RefusedError."""

    def __init__(self, core: Core, limit: RateLimit, messages: Messages, people: People) -> None:
        """Uses this core, and writes through these messages and people."""
        self._core = core
        self._limit = limit
        self._messages = messages
        self._people = people
        self._typists = Typists(core)
        self._handlers: dict[str, _Handler] = {
            "ping": self._ping,
            "join_company": self._join_company,
            "join_chatroom": self._join_chatroom,
            "join_thread": self._join_thread,
            "leave_thread": self._leave_thread,
            "leave_company": self._leave_company,
            "leave_chatroom": self._leave_chatroom,
            "send_chatroom_message": partial(self._send_message, "threadId"),
            "send_thread_message": partial(self._send_message, "chatroomId"),
            "mark": self._mark,
            "update_user_status": self._update_user_status,
            "chatroom_typing_start": partial(self._chatroom_typing, True),
            "chatroom_typing_stop": partial(self._chatroom_typing, False),
            "thread_typing_start": partial(self._thread_typing, True),
            "thread_typing_stop": partial(self._thread_typing, False),
            "resume": self._resume,
        }

    def knows(self, event: str) -> bool:
        """Whether this command exists."""
        return event == "authenticate" or event in self._handlers

    def obey(self, connection: "Connection", command: Command, request_id: str) -> Any:
        """Execute a command."""
        if command.event == "authenticate":
            body = _read(_Authenticate, command)
            return {"userId": connection.authenticate(body.token, command.ref).user_id}
        handler = self._handlers.get(command.event)
        if handler is None:
            raise RefusedError(400, "not_served", f"There is no command {command.event[:40]!r}.")
        call = Call(connection.caller(), request_id, "socket")
        self._limit.take(f"user {call.caller.user_id}")
        return handler(connection, call, command)

    def _ping(self, connection: "Connection", call: Call, command: Command) -> Any:
        del call
        _read(_Nothing, command)
        connection.control(frames.control("pong", {}, command.ref))
        return {}

    def _join_company(self, connection: "Connection", call: Call, command: Command) -> Any:
        return self._join(connection, call, rooms.company(_read(_Company, command).company_id), command.ref)

    def _join_chatroom(self, connection: "Connection", call: Call, command: Command) -> Any:
        return self._join(connection, call, rooms.chatroom(_read(_Chatroom, command).chatroom_id), command.ref)

    def _join(self, connection: "Connection", call: Call, room: str, ref: Ref) -> Any:
        self._core.permissions.room(call.caller, room)
        return connection.join(room, ref)

    def _leave_company(self, connection: "Connection", call: Call, command: Command) -> Any:
        del call
        return self._leave(connection, rooms.company(_read(_Company, command).company_id), command.ref)

    def _leave_chatroom(self, connection: "Connection", call: Call, command: Command) -> Any:
        del call
        return self._leave(connection, rooms.chatroom(_read(_Chatroom, command).chatroom_id), command.ref)

    def _leave(self, connection: "Connection", room: str, ref: Ref) -> Any:
        if not self._core.hub.hears(connection, room):
            raise conflict(f"This connection is not subscribed to {room}.")
        self._core.hub.leave(connection, room)
        connection.control(frames.control("room_left", {"room": room}, ref))
        return {"room": room}

    def _join_thread(self, connection: "Connection", call: Call, command: Command) -> Any:
        return self._join(connection, call, rooms.thread(_read(_Thread, command).thread_id), command.ref)

    def _leave_thread(self, connection: "Connection", call: Call, command: Command) -> Any:
        del call
        return self._leave(connection, rooms.thread(_read(_Thread, command).thread_id), command.ref)

    def _send_message(self, no: str, connection: "Connection", call: Call, command: Command) -> Any:
        del connection
        if no in command.data:
            raise invalid(**{no: "Extra inputs are not permitted"})
        key = _read(_Key, command, of={"key"}).key
        return self._messages.post(call, _read(PostMessage, command, but={"key"}), key)

    def _update_user_status(self, connection: "Connection", call: Call, command: Command) -> Any:
        del connection
        return self._people.set_status(call, _read(SetStatus, command))

    def _chatroom_typing(self, typing: bool, connection: "Connection", call: Call, command: Command) -> Any:
        del connection
        return self._typists.in_chatroom(call, _read(_Chatroom, command).chatroom_id, typing)

    def _thread_typing(self, typing: bool, connection: "Connection", call: Call, command: Command) -> Any:
        del connection
        return self._typists.in_thread(call, _read(_Thread, command).thread_id, typing)

    def _mark(self, connection: "Connection", call: Call, command: Command) -> Any:
        body = _read(_Mark, command)
        for room in body.rooms:
            if not self._core.hub.hears(connection, room):
                raise conflict(f"This connection is not subscribed to {room[:40]!r}.")
        marked = {}
        with self._core.writes.write(call.cause, call.via) as work:
            for room in dict.fromkeys(body.rooms):
                event = work.event(room, "marker", {"token": body.token, "userId": call.caller.user_id})
                marked[room] = {"epoch": self._core.database.epoch, "seq": event.seq}
        return {"rooms": marked}

    def _resume(self, connection: "Connection", call: Call, command: Command) -> Any:
        asked = _read(_Resume, command).rooms
        replays = {room: self._replay(call, room, position) for room, position in asked.items()}
        claims = {room: claim for room, (claim, _) in replays.items()}
        connection.control(frames.control("resumed", {"rooms": claims}, command.ref))
        for room, (claim, texts) in replays.items():
            for text in texts:
                connection.push(text, 0)
            if claim["to"] is not None:
                self._core.hub.join(connection, room, claim["to"])
        if connection.awaits_resume:
            connection.awaits_resume = False
            connection.join_own(command.ref)
        return {}

    def _replay(self, call: Call, room: str, position: _Position) -> tuple[dict[str, Any], list[str]]:
        """The claims about a room, and their consequences."""
        if rooms.parsed(room) is None:
            raise invalid(rooms=f"{room[:40]!r} is no room")
        claim: dict[str, Any] = {"recovered": False, "epoch": None, "from": None, "to": None, "reason": "not_found"}
        try:
            self._core.permissions.room(call.caller, room)
        except RefusedError:
            return claim, []
        replay = self._core.outbox.since(room, position.epoch, position.seq)
        claim |= {"epoch": self._core.database.epoch, "to": replay.to, "reason": replay.lost or None}
        if not replay.lost:
            claim |= {"recovered": True, "from": position.seq + 1}
        return claim, replay.texts


def _read(
    model: type[_Model], command: Command, *, of: Set[str] | None = None, but: Set[str] = frozenset()
) -> _Model:
    """The command's data (these fields, or all but those) as a model. Raises RefusedError (422)."""
    wanted = (command.data.keys() if of is None else of) - but
    try:
        return model.model_validate({name: value for name, value in command.data.items() if name in wanted})
    except ValidationError as error:
        raise not_valid(error.errors(include_input=False, include_url=False)) from error
