"""The dialect of nginx's nchan module on its WebSockets: the subprotocol `ws+meta.nchan`, bodies of JSON.

    server to client    id: 1795360289:0\\ncontent-type: application/json\\n\\n{"channel": "chatroom:7", ...}

A message is a block of header lines, an empty line, and the body as its publisher sent it; the client sends nothing.
There are only events, all of one kind, `message`. `Frame.entity` is the message's id: the time at which nchan
accepted it (s) and a count within that second, as in `last_message_id` of the publisher's answer. On a connection to
several channels (`/sub/a,b`) one id covers all of them, with the number of the channel concerned in brackets:
`1795360289:[3],0` is message `1795360289:3` of the first. Frames carry no number.

nchan does not name the channel: it is in the connection's address, or in the body's field `channel`, where the
publisher wrote it. The body takes precedence, as it states the intended channel, wherever the message arrived. A body
other than a JSON object has no fields; it belongs to the address's channel, if there is only one. In an address
`/as/COMPANY/PERSON/CHANNELS` the channel named PERSON does not count: it carries no messages.

Errors: only MalformedFrameError; its text names fields, never values. Source: nchan's documentation, "Subscriber
Endpoints", and the observed frames of nchan 1.3.6.
"""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from lockstep.clients.dialects.base import Frame, MalformedFrameError, Raw

SUBPROTOCOL = "ws+meta.nchan"
KIND = "message"

_PLACE = re.compile(r"(\d+):(-?\d+|(?:-|\[?-?\d+\]?)(?:,(?:-|\[?-?\d+\]?))*)")
_REWRITABLE = frozenset({"seq", "data", "channel", "entity"})


class Nchan:
    """The codec of the dialect. It remembers the channels in the connection's address."""

    name = "nchan"
    numbered = False
    written_id = "last_message_id"

    def __init__(self) -> None:
        """No address is known."""
        self._channels: tuple[str, ...] = ()

    def opened(self, path: str) -> frozenset[str]:
        """The channels in the last part of the path, separated by commas, without the person's own."""
        *before, last = urlsplit(path).path.split("/")
        own = before[-1] if before[-3:-2] == ["as"] else ""
        self._channels = tuple(unquote(name) for name in last.split(",") if name not in {"", own})
        return frozenset(self._channels)

    def decode(self, raw: Raw) -> list[Frame]:
        """The one event of a message. Raises MalformedFrameError."""
        headers, text = _parts(raw)
        body: Any
        try:
            body = msgspec.json.decode(text)
        except (ValueError, RecursionError):
            body = text
        own = body.get("channel") if isinstance(body, dict) else None
        if own is not None and not isinstance(own, str):
            raise MalformedFrameError('expected a text in "channel", found something else')
        only = self._channels[0] if len(self._channels) == 1 else None
        return [
            Frame(
                kind=KIND, event=True, channel=own or only, entity=_id(headers["id"]), data=body, body=dict(headers)
            )
        ]

    def channels(self, frame: Frame) -> frozenset[str]:
        """An event's channel."""
        return frozenset() if frame.channel is None else frozenset({frame.channel})

    def encode(self, kind: str, *, ref: str | None = None, data: Any = None) -> str:
        """nchan accepts no commands over a socket: always raises LookupError."""
        raise LookupError(f"nchan accepts no commands over the socket, so {kind} cannot be sent")

    def rewrite(self, raw: Raw, **changes: Any) -> str:
        """The message with `data`, `channel` or `entity` changed; other headers and, unless it is changed, the body
        stay as they were. Raises MalformedFrameError; for `seq` too, which no message has."""
        if strange := changes.keys() - _REWRITABLE:
            raise TypeError(f"rewrite changes {', '.join(sorted(_REWRITABLE))}; not {', '.join(sorted(strange))}")
        if "seq" in changes:
            raise MalformedFrameError("expected a number to change, but nchan numbers no messages")
        headers, text = _parts(raw)
        if "entity" in changes:
            headers["id"] = str(changes["entity"])
        if "data" in changes or "channel" in changes:
            body = changes.get("data", self.decode(raw)[0].data)
            if "channel" in changes:
                if not isinstance(body, dict):
                    raise MalformedFrameError("expected a JSON object to name another channel in, found none")
                body = {**body, "channel": changes["channel"]}
            text = msgspec.json.encode(body).decode()
        return "\n".join(f"{name}: {value}" for name, value in headers.items()) + "\n\n" + text


def _parts(raw: Raw) -> tuple[dict[str, str], str]:
    """Headers and body of a message. Raises MalformedFrameError."""
    if not isinstance(raw, str):
        raise MalformedFrameError(f"expected a text message, found a binary message of {len(raw)} bytes")
    head, separator, text = raw.partition("\n\n")
    if not separator:
        raise MalformedFrameError("expected header lines and an empty line, found no empty line")
    headers: dict[str, str] = {}
    for line in head.split("\n"):
        name, colon, value = line.partition(":")
        if not colon or not name:
            raise MalformedFrameError(f"expected a header line with a colon, found one of {len(line)} characters")
        headers[name.strip().lower()] = value.strip()
    if _PLACE.fullmatch(headers.get("id", "")) is None:
        raise MalformedFrameError('expected the header "id" with a time and a count, found none')
    return headers, text


def _id(place: str) -> str:
    """The message's own id within the connection's place."""
    seconds, _, counts = place.partition(":")
    own = re.search(r"\[(-?\d+)\]", counts)
    return f"{seconds}:{own[1] if own else counts}"
