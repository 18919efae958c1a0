"""The reference backend at full speed: requests from templates; frames through its codec, events and schemas.

Only operations on messages of chatrooms, and reads, are offered.
"""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

import msgspec

from lockstep.clients.dialects.base import Raw
from lockstep.clients.dialects.registry import codec_named
from lockstep.history.digest import digest
from lockstep.history.rows import Position
from lockstep.targets.base import ConnectArgs
from lockstep.targets.load_profile import Caller, Control, EventFrame, LoadProfile, Said
from lockstep.targets.reference.conformance import check_answer, check_frame
from lockstep.targets.reference.events import event_of, notices_of, refusal_of
from lockstep.targets.reference.known_state import World
from lockstep.targets.reference.operations import READS, WRITES, number

_REQUESTS = WRITES | READS
_NOBODY = World()
_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode


class ReferenceLoadProfile(LoadProfile):
    """Requests and frames of the reference backend."""

    effects: ClassVar[Mapping[str, str | None]] = {
        "post_message": "chatroom_message_received",
        "edit_message": "chatroom_message_edited",
        "delete_message": "chatroom_message_deleted",
        "me": None,
        "chatroom": None,
        "messages": None,
        "people": None,
    }
    greets: ClassVar[bool] = True

    def __init__(self, api_base_url: str, websocket_url: str) -> None:
        """The two addresses of the backend."""
        super().__init__(api_base_url, websocket_url)
        parts = urlsplit(api_base_url)
        self._prefix = parts.path.rstrip("/")
        self._host = parts.netloc
        self._codec = codec_named("json")
        self._heads: dict[tuple[str, str], str] = {}

    def request(self, caller: Caller, w: str, operation: str, fields: dict[str, Any]) -> bytes:
        """From the table of operations, except for posting a message, the most frequent."""
        asked = _REQUESTS[operation]
        if operation == "post_message":
            body = _encode({"chatroomId": number(fields["channel"]), "content": fields["content"]})
            return b"%b%b\r\nContent-Length: %d\r\n\r\n%b" % (
                self._head(caller, "/messages"),
                w.encode(),
                len(body),
                body,
            )
        body = b"" if asked.body is None else _encode(asked.body(fields))
        head = self._head(caller, asked.path(fields), asked.method)
        return b"%b%b\r\nContent-Length: %d\r\n\r\n%b" % (head, w.encode(), len(body), body)

    def _head(self, caller: Caller, path: str, method: str = "POST") -> bytes:
        return (
            f"{method} {self._prefix}{path} HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {caller.token}\r\nX-Request-Id: "
        ).encode()

    def answer(self, operation: str, fields: dict[str, Any], status: int, body: bytes) -> Said:
        """The representation in `data`; for a read only whether it conforms to the contract."""
        try:
            told = _decode(body)
        except (ValueError, RecursionError) as error:
            return Said(schema=f"answer: no JSON ({error})")
        broken = check_answer(_REQUESTS[operation].represents, told)
        if broken is not None or operation in READS:
            return Said(schema=broken)
        data = told["data"]
        return Said(f"message:{data['id']}", data["version"], digest(data))

    def connect(self, caller: Caller, channels: tuple[str, ...], since: dict[str, Position] | None) -> ConnectArgs:
        """The token in the header."""
        url = self.websocket_url + (f"?{urlencode({'resume': '1'})}" if since else "")
        return ConnectArgs(url, headers={"Authorization": f"Bearer {caller.token}"}, how="header")

    def frames(self, raw: Raw) -> list[EventFrame | Control]:
        """One frame per message."""
        return [self._frame(frame) for frame in self._codec.decode(raw)]

    def _frame(self, frame: Any) -> EventFrame | Control:
        broken = check_frame(frame.kind, event=frame.event, body=frame.body)
        if not frame.event:
            answers = frame.ref is not None and frame.kind in {"ack", "error"}
            return Control(frame.kind, frame.ref, answers, refusal_of(frame), notices_of(frame), broken)
        event = event_of(frame, _NOBODY)
        return EventFrame(
            event.kind, event.channel, event.cause, event.entity, event.version, event.seq, event.epoch,
            None if event.payload is None else digest(event.payload), event.durable, broken,
        )  # fmt: skip

    def command(self, asked: tuple[str, Any], ref: str) -> bytes:
        """As JSON."""
        raw = self._codec.encode(asked[0], ref=ref, data=asked[1])
        return raw if isinstance(raw, bytes) else raw.encode()

    def subscribe(self, channel: str) -> tuple[str, Any] | None:
        """join_chatroom, join_company."""
        kind = channel.partition(":")[0]
        return f"join_{kind}", {f"{kind}Id": number(channel)}

    def unsubscribe(self, channel: str) -> tuple[str, Any] | None:
        """leave_chatroom, leave_company."""
        kind = channel.partition(":")[0]
        return f"leave_{kind}", {f"{kind}Id": number(channel)}

    def resume(self, positions: dict[str, Position]) -> tuple[str, Any] | None:
        """resume."""
        return "resume", {"rooms": {room: {"epoch": at.epoch, "seq": at.seq} for room, at in positions.items()}}

    def ping(self) -> tuple[str, Any] | None:
        """ping."""
        return "ping", {}
