"""The Bayeux dialect, version 1.0, on WebSockets, as used by Faye: an array of JSON objects in one text message.

    client to server    [{"channel": "/meta/subscribe", "clientId": ..., "subscription": "/chatroom/7", "id": "1"}]
    server to client    [{"channel": "/meta/subscribe", "successful": true, "subscription": ..., "id": "1"}]
                        [{"channel": "/chatroom/7", "data": {...}, "id": "the publisher's"}]

A message may hold several objects, each a frame; the server may also send one object without the array. Channels that
begin with `/meta/` concern the connection: their frames are commands and answers, with the channel as `Frame.kind`
and the `id` as `Frame.ref`. An object on another channel is an event, of kind `message`, if it has `data`, and
otherwise the answer to a publication. `Frame.entity` is the message's id chosen by the publisher, as in `id` of the
answer over HTTP. Frames carry no number.

Every command except for the handshake names the client id from the handshake's answer. The codec remembers it, or the
one that a `/meta/connect` names in `data` when a client reconnects. A rejection (`successful` is false) states its
reason in `error`, such as `403:/meta/x:Forbidden channel`; `advice` states what to do next.

Errors: only MalformedFrameError; its text names fields, never values. Source: the Bayeux protocol 1.0.0, and the
observed frames of Faye 1.4.3.
"""

from typing import Any

import msgspec

from lockstep.clients.dialects.base import Frame, MalformedFrameError, Raw

KIND = "message"
META = "/meta/"
HANDSHAKE, CONNECT = "/meta/handshake", "/meta/connect"
SUBSCRIBE, UNSUBSCRIBE = "/meta/subscribe", "/meta/unsubscribe"

_ALWAYS: dict[str, dict[str, Any]] = {
    HANDSHAKE: {"version": "1.0", "supportedConnectionTypes": ["websocket"]},
    CONNECT: {"connectionType": "websocket"},
}
_REWRITABLE = {"data": "data", "channel": "channel", "entity": "id"}


class Bayeux:
    """The codec of the dialect. It remembers the client id of the connection."""

    name = "bayeux"
    numbered = False
    written_id = "id"

    def __init__(self) -> None:
        """No handshake has happened."""
        self._client = ""

    def opened(self, path: str) -> frozenset[str]:
        """None: subscribing is a command."""
        del path
        return frozenset()

    def decode(self, raw: Raw) -> list[Frame]:
        """The frames of a message, of either direction. Raises MalformedFrameError."""
        frames = [_frame(body) for body in _bodies(raw)]
        for frame in frames:
            if frame.kind == HANDSHAKE and frame.body.get("successful"):
                self._client = str(frame.body.get("clientId", ""))
        return frames

    def channels(self, frame: Frame) -> frozenset[str]:
        """An event's channel, those that a subscription names, and for any other frame its meta channel."""
        named = frame.body.get("subscription")
        texts = {name for name in (named if isinstance(named, list) else [named]) if isinstance(name, str)}
        return frozenset(texts | {str(frame.channel)} if frame.event or not texts else texts)

    def encode(self, kind: str, *, ref: str | None = None, data: Any = None) -> str:
        """A command: `kind` is its meta channel, `data` its fields."""
        command = {"channel": kind, **_ALWAYS.get(kind, {})}
        if kind != HANDSHAKE:
            command["clientId"] = self._client
        command.update(data or {})
        if kind == CONNECT:
            self._client = command["clientId"]
        if ref is not None:
            command["id"] = ref
        return msgspec.json.encode([command]).decode()

    def rewrite(self, raw: Raw, **changes: Any) -> str:
        """The message with `data`, `channel` or `entity` of its first event changed. Raises MalformedFrameError; for
        `seq` too, which no message has."""
        if strange := changes.keys() - {"seq", *_REWRITABLE}:
            raise TypeError(f"rewrite changes data, channel and entity; not {', '.join(sorted(strange))}")
        if "seq" in changes:
            raise MalformedFrameError("expected a number to change, but Bayeux numbers no messages")
        bodies = _bodies(raw)
        event = next((body for body in bodies if _frame(body).event), None)
        if event is None:
            raise MalformedFrameError("expected an event to change, found none")
        event.update({_REWRITABLE[field]: value for field, value in changes.items()})
        try:
            return msgspec.json.encode(bodies).decode()
        except RecursionError:
            raise MalformedFrameError("expected an array that can be written again, found too much nesting") from None


def _bodies(raw: Raw) -> list[dict[str, Any]]:
    """The objects of a message. Raises MalformedFrameError."""
    if not isinstance(raw, str):
        raise MalformedFrameError(f"expected JSON in a text message, found a binary message of {len(raw)} bytes")
    try:
        decoded = msgspec.json.decode(raw)
    except (ValueError, RecursionError):
        raise MalformedFrameError(f"expected JSON, found a text of {len(raw)} characters that is none") from None
    bodies = decoded if isinstance(decoded, list) else [decoded]
    if not all(isinstance(body, dict) for body in bodies):
        raise MalformedFrameError("expected an array of JSON objects, found something else in it")
    return bodies


def _frame(body: dict[str, Any]) -> Frame:
    channel, name = body.get("channel"), body.get("id")
    if not isinstance(channel, str) or not channel.startswith("/"):
        raise MalformedFrameError('expected a text that begins with / in "channel", found none')
    if isinstance(name, bool) or not isinstance(name, str | int | None):
        raise MalformedFrameError('expected a text or a whole number in "id", found something else')
    name = None if name is None else str(name)
    if not channel.startswith(META) and "data" in body:
        return Frame(kind=KIND, event=True, channel=channel, entity=name, data=body["data"], body=body)
    kind = channel if channel.startswith(META) else "published"
    return Frame(kind=kind, event=False, channel=channel, ref=name, body=body)
