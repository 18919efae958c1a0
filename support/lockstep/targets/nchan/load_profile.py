"""nginx with nchan at full speed: messages are posted to a topic and received by everyone connected to it.

A connection receives the topics in its address. Only one topic can be resumed, as in the adapter.
"""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

import msgspec

from lockstep.clients.dialects.base import Raw
from lockstep.clients.dialects.nchan import KIND, SUBPROTOCOL, Nchan
from lockstep.history.digest import digest
from lockstep.history.rows import Position
from lockstep.targets.base import ConnectArgs
from lockstep.targets.load_profile import Caller, Control, EventFrame, LoadProfile, Said
from lockstep.targets.nchan.schemas import check_answer, check_frame

_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode


class NchanLoadProfile(LoadProfile):
    """Requests and frames of nchan. It remembers each message's author, as an answer states only the id."""

    effects: ClassVar[Mapping[str, str | None]] = {"post_message": KIND}

    def __init__(self, api_base_url: str, websocket_url: str) -> None:
        """The two addresses of the backend."""
        super().__init__(api_base_url, websocket_url)
        self._host = urlsplit(api_base_url).netloc
        self._codec = Nchan()

    def request(self, caller: Caller, w: str, operation: str, fields: dict[str, Any]) -> bytes:
        """A message; `fields` remembers its author for the answer."""
        del w, operation
        fields["author"] = caller.id
        body = _encode(_posted(fields))
        return (
            f"POST /pub/{fields['channel']} HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: application/json\r\n"
            f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    def answer(self, operation: str, fields: dict[str, Any], status: int, body: bytes) -> Said:
        """What was posted, under the id in the answer."""
        try:
            told = _decode(body)
        except (ValueError, RecursionError) as error:
            return Said(schema=f"answer: no JSON ({error})")
        broken = check_answer(told)
        if broken is not None:
            return Said(schema=broken)
        own = told["last_message_id"]
        return Said(_entity(fields["channel"], own), None, digest(_posted(fields) | {"id": own}))

    def connect(self, caller: Caller, channels: tuple[str, ...], since: dict[str, Position] | None) -> ConnectArgs:
        """The address names the channels. Raises LookupError for resuming several of them."""
        hears = channels or (caller.id,)
        if since and len(hears) > 1:
            raise LookupError("nchan can resume from a position in one channel, not in several at once")
        url = f"{self.websocket_url}/sub/{','.join(hears)}"
        headers = {"Sec-WebSocket-Protocol": SUBPROTOCOL}
        if since:
            url += f"?last_event_id={quote(since[hears[0]].place or '', safe=':')}"
        return ConnectArgs(url, headers=headers, channels=hears, since=since or {})

    def frames(self, raw: Raw) -> list[EventFrame | Control]:
        """One event a message."""
        return [self._received(frame) for frame in self._codec.decode(raw)]

    def _received(self, frame: Any) -> EventFrame:
        data, channel = frame.data if isinstance(frame.data, dict) else {}, frame.channel or ""
        payload = {**data, "id": frame.entity} if data else frame.data
        return EventFrame(
            KIND, channel, entity=_entity(channel, str(frame.entity)), digest=digest(payload),
            schema=check_frame(frame),
        )  # fmt: skip


def _posted(fields: dict[str, Any]) -> dict[str, Any]:
    return {"channel": fields["channel"], "author": fields["author"], "content": fields["content"]}


def _entity(channel: str, own: str) -> str:
    """Ids are unique within a channel only."""
    return f"message:{own}@{channel}"
