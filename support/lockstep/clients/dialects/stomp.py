r"""The STOMP 1.2 dialect on WebSockets, as used by RabbitMQ: frames of text, each ended by a NUL.

    client to server    SUBSCRIBE\nid:/topic/chatroom.7\ndestination:/topic/chatroom.7\nreceipt:1\n\n\0
    server to client    RECEIPT\nreceipt-id:1\n\n\0\n
                        MESSAGE\ndestination:/topic/chatroom.7\namqp-message-id:m0\nack:...\n\n{"n": 0}\0\n

A message may hold several frames; line ends between them are heart-beats, and a message of nothing else is one frame
of that kind. In names and values of headers `\n`, `\r`, `\c` and `\\` stand for what would break a line, but not in
CONNECT and CONNECTED. Of a header that is repeated the first counts. `content-length` counts bytes of the body.

`Frame.kind` is the command, but `message` for a MESSAGE, the only event. `Frame.channel` is the destination,
`Frame.entity` the id that the publisher gave (`amqp-message-id`; the server's own `message-id` changes with every
delivery), `Frame.data` the body, decoded where it is JSON. `Frame.ref` is the receipt that a command asks for, and
that a RECEIPT or an ERROR names. `Frame.body` is the frame as a `Stomp`. A RECEIPT names nothing but its command, so
the codec remembers what was asked (`Stomp.asked`), and the session that CONNECTED named (`Stomp.session`). Frames
carry no number. A subscription's `id` is by our custom the destination whose events it brings, for that is not always
the one subscribed to: a queue is not.

Errors: only MalformedFrameError; its text names headers, never values. Source of the rule: the STOMP protocol 1.2,
and the observed frames of RabbitMQ 3.10.8.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import msgspec

from lockstep.clients.dialects.base import Frame, MalformedFrameError, Raw

KIND, HEARTBEAT = "message", "heart-beat"
CONNECT, CONNECTED, SUBSCRIBE, UNSUBSCRIBE, ACK = "CONNECT", "CONNECTED", "SUBSCRIBE", "UNSUBSCRIBE", "ACK"
RECEIPT, ERROR = "RECEIPT", "ERROR"
SUBPROTOCOL = "v12.stomp"

_COMMANDS = frozenset({
    CONNECT, CONNECTED, SUBSCRIBE, UNSUBSCRIBE, ACK, RECEIPT, ERROR,
    "STOMP", "SEND", "NACK", "BEGIN", "COMMIT", "ABORT", "DISCONNECT", "MESSAGE",
})  # fmt: skip
_PLAIN = frozenset({CONNECT, CONNECTED})
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", ":": "\\c"}
_ESCAPED = {escaped: plain for plain, escaped in _ESCAPES.items()}
_BACKSLASH = re.compile(r"\\.?", re.DOTALL)
_NAMING = ("destination", "id", "subscription")


@dataclass(frozen=True, slots=True)
class Stomp:
    """One frame as it stands. `asked` is what a RECEIPT or an ERROR answers, if that passed here; `session` is the
    connection's, as the server named it."""

    command: str
    headers: dict[str, str]
    text: str = ""
    asked: "Stomp | None" = None
    session: str = field(default="", compare=False)


class StompCodec:
    """The codec of the dialect. It keeps what was asked under which receipt, and the session."""

    name = "stomp"
    numbered = False
    written_id = "message_id"

    def __init__(self) -> None:
        """No frame has passed."""
        self._session = ""
        self._asked: dict[str, Stomp] = {}
        self._subscribed: dict[str, Stomp] = {}

    def opened(self, path: str) -> frozenset[str]:
        """None: subscribing is a command."""
        del path
        return frozenset()

    def decode(self, raw: Raw) -> list[Frame]:
        """The frames of a message, of either direction. Raises MalformedFrameError."""
        found = _read(raw)
        return [self._frame(one) for one in found] or [Frame(HEARTBEAT, event=False, body=Stomp(HEARTBEAT, {}))]

    def channels(self, frame: Frame) -> frozenset[str]:
        """The channels that the frame names, or that its command named."""
        stomp: Stomp = frame.body
        named = [stomp, stomp.asked, self._subscribed.get(stomp.headers.get("id", ""))]
        texts = {one.headers.get(header, "") for one in named if one is not None for header in _NAMING}
        return frozenset(text for text in texts if text.startswith("/"))

    def encode(self, kind: str, *, ref: str | None = None, data: Any = None) -> str:
        """A command: `data` are its headers, or those of several, which go in one message; the last asks for the
        receipt."""
        given: list[dict[str, str]] = data if isinstance(data, list) else [data or {}]
        frames = [Stomp(kind, dict(headers)) for headers in given]
        if ref is not None:
            frames[-1].headers["receipt"] = ref
        for frame in frames:
            self._remember(frame)
        return "".join(_written(frame) for frame in frames)

    def rewrite(self, raw: Raw, **changes: Any) -> str:
        """The message with `data`, `channel` or `entity` of its first event changed. Raises MalformedFrameError; for
        `seq` too, which no message has."""
        if strange := changes.keys() - {"seq", "data", "channel", "entity"}:
            raise TypeError(f"rewrite changes data, channel and entity; not {', '.join(sorted(strange))}")
        if "seq" in changes:
            raise MalformedFrameError("expected a number to change, but STOMP numbers no messages")
        frames = _read(raw)
        at = next((n for n, frame in enumerate(frames) if frame.command == "MESSAGE"), None)
        if at is None:
            raise MalformedFrameError("expected an event to change, found none")
        frames[at] = _changed(frames[at], changes)
        return "".join(f"{_written(frame)}\n" for frame in frames)

    def _remember(self, frame: Stomp) -> None:
        if (receipt := frame.headers.get("receipt")) is not None:
            self._asked[receipt] = frame
        if frame.command == SUBSCRIBE:
            self._subscribed[frame.headers.get("id", "")] = frame

    def _frame(self, found: Stomp) -> Frame:
        headers, command = found.headers, found.command
        if command == CONNECTED:
            self._session = headers.get("session", "")
        self._remember(found)
        receipt = headers.get("receipt-id")
        body = Stomp(command, headers, found.text, self._asked.pop(receipt or "", None), self._session)
        if command == "MESSAGE":
            named, channel = headers.get("amqp-message-id"), headers.get("destination")
            if channel is None:
                raise MalformedFrameError("expected the header destination in a MESSAGE, found none")
            return Frame(KIND, event=True, channel=channel, entity=named, data=_data(found), body=body)
        ref = receipt if command in {RECEIPT, ERROR} else headers.get("receipt")
        return Frame(command, event=False, channel=headers.get("destination"), ref=ref, body=body)


def _data(frame: Stomp) -> Any:
    """The body, decoded where it is JSON."""
    try:
        return msgspec.json.decode(frame.text)
    except (ValueError, RecursionError):
        return frame.text


def _changed(frame: Stomp, changes: dict[str, Any]) -> Stomp:
    headers, text = dict(frame.headers), frame.text
    if "channel" in changes:
        headers["destination"] = str(changes["channel"])
    if "entity" in changes:
        headers["amqp-message-id"] = str(changes["entity"])
    if "data" in changes:
        data = changes["data"]
        text = data if isinstance(data, str) else msgspec.json.encode(data).decode()
        if "content-length" in headers:
            headers["content-length"] = str(len(text.encode()))
    return Stomp(frame.command, headers, text)


def _written(frame: Stomp) -> str:
    plain = frame.command in _PLAIN
    lines = [
        f"{name}:{value}" if plain else f"{_escape(name)}:{_escape(value)}" for name, value in frame.headers.items()
    ]
    return "\n".join([frame.command, *lines, "", f"{frame.text}\0"])


def _escape(text: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in text)


def _unescape(text: str) -> str:
    """Raises MalformedFrameError for a backslash before anything that STOMP does not know."""

    def plain(found: re.Match[str]) -> str:
        if found[0] not in _ESCAPED:
            raise MalformedFrameError("expected n, r, c or a backslash after a backslash in a header, found another")
        return _ESCAPED[found[0]]

    return _BACKSLASH.sub(plain, text)


def _read(raw: Raw) -> list[Stomp]:
    """The frames of a message. Raises MalformedFrameError."""
    data = raw.encode(errors="surrogatepass") if isinstance(raw, str) else raw
    frames = []
    while data := data.lstrip(b"\r\n"):
        frame, data = _first(data)
        frames.append(frame)
    return frames


def _first(data: bytes) -> tuple[Stomp, bytes]:
    """The first frame, and what follows it."""
    command, headers, rest = _head(data)
    end = rest.find(b"\0")
    if (length := headers.get("content-length")) is not None:
        if not (length.isascii() and length.isdecimal()):
            raise MalformedFrameError("expected a whole number in the header content-length, found something else")
        end = int(length) if len(length) < 12 else -1
    if end < 0 or rest[end : end + 1] != b"\0":
        raise MalformedFrameError(f"expected a NUL at the end of a {command}, found none")
    try:
        return Stomp(command, headers, rest[:end].decode()), rest[end + 1 :]
    except UnicodeDecodeError:
        raise MalformedFrameError(f"expected UTF-8 in the body of a {command}, found something else") from None


def _head(data: bytes) -> tuple[str, dict[str, str], bytes]:
    """Command and headers, and what follows the empty line."""
    lines, rest = [], data
    while True:
        line, ended, rest = rest.partition(b"\n")
        if not ended:
            raise MalformedFrameError("expected an empty line after the headers, found none")
        if (line := line.removesuffix(b"\r")) == b"":
            break
        try:
            lines.append(line.decode())
        except UnicodeDecodeError:
            raise MalformedFrameError("expected UTF-8 in the headers, found something else") from None
    command = lines[0]
    if command not in _COMMANDS:
        raise MalformedFrameError("expected a command of STOMP in the first line, found another")
    headers: dict[str, str] = {}
    for one in lines[1:]:
        name, colon, value = one.partition(":")
        if not colon:
            raise MalformedFrameError("expected a colon in each header, found a line without")
        if command not in _PLAIN:
            name, value = _unescape(name), _unescape(value)
        headers.setdefault(name, value)
    return command, headers, rest
