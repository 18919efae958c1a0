"""The neutral server as the load engine sees it: two operations, messages as JSON.

`echo` has no effect (W1). `publish` is heard by its room (W3). What others publish (W2) has no cause; its stamp, ns
of the monotonic clock, stands where a number would.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec
from lockstep.clients.dialects.base import MalformedFrameError, Raw
from lockstep.history.rows import Position
from lockstep.targets.base import ConnectArgs
from lockstep.targets.load_profile import Caller, Control, EventFrame, LoadProfile, Said

_SAID = Said()


class _Message(msgspec.Struct):
    """`id` is the write's, or a number of the floor's."""

    id: str | int
    room: str
    t: int = -1


_decode = msgspec.json.Decoder(_Message).decode


class NeutralLoadProfile(LoadProfile):
    """Requests and frames of nginx with nchan, as `server.py` configures it."""

    effects: ClassVar[Mapping[str, str | None]] = {"echo": None, "publish": "published"}

    def request(self, caller: Caller, w: str, operation: str, fields: dict[str, Any]) -> bytes:
        """200 bytes of JSON, with the id of the write."""
        channel = fields["channel"]
        body = f'{{"id":"{w}","room":"{channel}","text":"{fields["content"]}'[:198] + '"}'
        path = "/echo" if operation == "echo" else f"/pub?id={channel}"
        return (
            f"POST {path} HTTP/1.1\r\nHost: neutral\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def answer(self, operation: str, fields: dict[str, Any], status: int, body: bytes) -> Said:
        """Nothing that the checks could use."""
        return _SAID

    def connect(self, caller: Caller, channels: tuple[str, ...], since: dict[str, Position] | None) -> ConnectArgs:
        """The room stands in the address."""
        return ConnectArgs(f"{self.websocket_url}/sub?id={channels[0]}", channels=channels)

    def frames(self, raw: Raw) -> list[EventFrame | Control]:
        """One event a message."""
        try:
            message = _decode(raw)
        except msgspec.MsgspecError as error:
            raise MalformedFrameError(str(error)) from error
        if isinstance(message.id, str):
            return [EventFrame("published", message.room, message.id)]
        return [EventFrame("published", message.room, seq=message.t)]
