"""Every frame of `/ws` on the wire; parsing commands, writing answers.

A frame is one text message holding one JSON object with `event`. A frame with `room` is an event, one without is
a control frame.

Event, server to client:

    {"event", "room", "epoch": string, "seq": integer, "at": time of the write, "cause": string, "data": {...}}

`event`, `room` and `data` are listed in docs/reference-backend.md, "Events"; `marker` is possible in any room.
Ephemeral ones have `seq` null (`epoch` and `at` as always), and `cause` null if no request caused them. `cause` is
the request id of the write: over the API its `X-Request-Id`, on the socket the command's `data.requestId`. 1 to 128
printable ASCII characters without spaces are accepted; the server replaces anything else, and generates missing ids.

Command, client to server: `{"event", "ref"?: string or integer, "data"?: {...}}`. Each is answered, after everything
else it causes on this connection, by exactly one of

    {"event": "ack",   "ref", "requestId", "data": {...}}
    {"event": "error", "ref", "requestId", "data": {"status", "code", "message", "details"}}

with its `ref` (null if it had none), and the status and code of the API (`representations.py`). An error leaves the
connection open, except for a rejected token and for silence until `auth_timeout_s`: then 4401 follows.

    command                data                                     before the ack            data of the ack
    authenticate           {token}                                  success, room_joined      {userId}
    ping                   {}                                       pong                      {}
    resume                 {rooms: {room: {epoch, seq}}}            resumed, missed events    {}
    join_company           {companyId}                              room_joined               {room, position}
    join_chatroom          {chatroomId}                             room_joined               {room, position}
    leave_company          {companyId}                              room_left                 {room}
    leave_chatroom         {chatroomId}                             room_left                 {room}
    send_chatroom_message  {chatroomId, content, replyToId?, key?}  the event                 Message
    mark                   {rooms: [room], token}                   the events                {rooms} as in resume
    update_user_status     {status}                                 the event                 Status
    chatroom_typing_start  {chatroomId}                             the event                 Typing
    chatroom_typing_stop   {chatroomId}                             the event                 Typing
    join_thread            {threadId}                               room_joined               {room, position}
    leave_thread           {threadId}                               room_left                 {room}
    send_thread_message    {threadId, content, replyToId?, key?}    the event                 ThreadMessage
    thread_typing_start    {threadId}                               the event                 ThreadTyping
    thread_typing_stop     {threadId}                               the event                 ThreadTyping

Every `data` may also hold `requestId`. `key` corresponds to the API's `Idempotency-Key`. Joining a room twice has the
same answer; leaving one that is not joined is rejected (409); `mark` is rejected (409) unless this connection is
subscribed to every room it names, and `position` is then that of its event.

Control frames, server to client; those that answer a command carry its `ref`, others `ref` null:

    connection_established   {"event", "ref", "data": {"connectionId", "authTimeoutS"}}      first frame, always
    authentication_success   {"event", "ref", "data": {"userId", "companyId", "expiresAt"}}
    room_joined              {"event", "ref", "data": {"room", "position": {"epoch", "seq"}}}
    room_left                {"event", "ref", "data": {"room"}}
    pong                     {"event", "ref", "data": {}}
    resumed                  {"event", "ref", "data": {"rooms": {room: Resumption}}}

Opening: the token is in the header `Authorization: Bearer T`, in `?token=T`, or in a first command `authenticate`.
Once it is accepted: authentication_success, then room_joined for `user:ID` and for `company:ID`; or, if the URL has
`resume=1`, nothing more until `resume`, which joins the rooms it names (and, live, those two if it does not name
them, with room_joined after the replay). A later `authenticate` by the same person moves the end of the connection to
that of the new token; it joins nothing. Before authentication every other command is rejected (401).

Resumption: {"recovered", "epoch", "from", "to", "reason"}. recovered true: the events `from` = requested seq + 1 up
to and including `to` follow at once, in order, room after room as requested, then live ones from `to` + 1 on (nothing
missed: `to` = `from` - 1). recovered false, `to` a number: the missed events are beyond retention (reason
"retention") or of another epoch ("epoch"); `from` is null; subscribed from now on, live events begin at `to` + 1.
recovered false, `to` null: not subscribed, because the person has no right to the room ("not_found"). A position that
is not {epoch: string, seq: integer >= 0}, a room of unknown form, or a seq above the room's newest in its epoch: the
whole command is rejected (422) and changes nothing.

Close codes: 4401 token missing, rejected, expired, logged out, or its family ended; 4403 person or company removed;
4408 more than `send_buffer_bytes` waiting unread; 1003 binary message; 1009 message over 64 KiB; 1011 no pong within
`ping_s`, or no database to look up the token; 1012 shutting down.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from lockstep.reference.clock import timestamp
from lockstep.reference.errors import RefusedError

Ref = str | int | None


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a client, with its `data` except for `requestId`."""

    event: str
    ref: Ref
    request_id: object
    data: dict[str, Any]


class MalformedError(Exception):
    """A text message is not a command; `ref` is its reference, if that could be read."""

    def __init__(self, message: str, ref: Ref = None) -> None:
        """One sentence for people."""
        super().__init__(message)
        self.ref = ref


def read_command(text: str) -> Command:
    """Parse the command in a text message. Raises MalformedError."""
    try:
        frame = msgspec.json.decode(text)
    except (ValueError, RecursionError) as error:
        raise MalformedError("A frame must be JSON.") from error
    if not isinstance(frame, dict):
        raise MalformedError("A frame must be a JSON object.")
    ref, data = frame.get("ref"), frame.get("data", {})
    if isinstance(ref, bool) or not isinstance(ref, str | int | None):
        raise MalformedError("A frame's ref must be a string or an integer.")
    if not isinstance(frame.get("event"), str):
        raise MalformedError("A frame must name its event.", ref)
    if not isinstance(data, dict):
        raise MalformedError("A frame's data must be a JSON object.", ref)
    return Command(frame["event"], ref, data.pop("requestId", None), data)


def event(name: str, room: str, data: Any, *, epoch: str, seq: int | None, now: float, cause: str | None) -> bytes:
    """Write an event; without `seq` an ephemeral one."""
    told_of = {
        "event": name,
        "room": room,
        "epoch": epoch,
        "seq": seq,
        "at": timestamp(now),
        "cause": cause,
        "data": data,
    }
    return msgspec.json.encode(told_of)


def control(event: str, data: Any, ref: Ref = None) -> bytes:
    """A control frame."""
    return msgspec.json.encode({"event": event, "ref": ref, "data": data})


def ack(command: Command, request_id: str, data: Any) -> bytes:
    """Write the answer to a command that succeeded."""
    return msgspec.json.encode({"event": "ack", "ref": command.ref, "requestId": request_id, "data": data})


def refusal(refused: RefusedError, request_id: str, ref: Ref = None) -> bytes:
    """Write the answer to a command, or an opening, that was rejected."""
    data = {"status": refused.status, **refused.told()}
    return msgspec.json.encode({"event": "error", "ref": ref, "requestId": request_id, "data": data})
