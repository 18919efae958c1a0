"""The HTTP of one connection, parsed so that a plug-in may answer a write itself or change its answer. Sans-I/O.

Only for plug-ins that set `reads_http`; without one, connections pass unread. h11 finds where requests and answers
end; what is passed on is, byte for byte, what arrived. A write (POST, PUT, PATCH or DELETE) is held until it is
complete and then passed to the plug-in, and so is its answer; anything else passes as it arrives.

Parsing is given up, and the connection passes untouched from there on, at an upgrade, a request that waits for a `100
Continue` or is sent without waiting for the last answer, a breach of the protocol, an answer before its request is
complete, or the end of a stream. A write or its answer beyond `LARGEST` bytes bypasses the plug-in, and so does an
answer in a content encoding that the relay does not read (`content_coding.py`); any other is passed to the plug-in
without its encoding. `unread` counts the reasons. Nothing is raised for what peers send.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Protocol

import h11

from lockstep.relay.content_coding import CodingError, undone
from lockstep.relay.handshake import AGENT

LARGEST = 1024 * 1024
WRITES = frozenset({b"POST", b"PUT", b"PATCH", b"DELETE"})
_ID = re.compile(r"(?<=/)(\d+|(?=[^/]*\d)[^/]{8,})(?=/|$)")

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """A requested write. `connection` counts connections; `person` is the name the client states; header names are in
    lower case."""

    connection: int
    person: str | None
    method: str
    path: str
    headers: Headers
    body: bytes

    @property
    def route(self) -> str:
        """The method and the shape of the path: a segment counts as an id if it is a number, or has a digit and at
        least 8 characters."""
        return f"{self.method} {_ID.sub('{}', self.path)}"


@dataclass(frozen=True, slots=True)
class WriteResponse:
    """A complete answer, with the transfer encoding and the content encoding undone."""

    status: int
    headers: Headers
    body: bytes

    @property
    def wire(self) -> bytes:
        """Its bytes, with the right content length."""
        framing = {b"content-length", b"transfer-encoding"}
        kept = [(name, value) for name, value in self.headers if name.lower() not in framing]
        headers = [*kept, (b"content-length", str(len(self.body)).encode())]
        connection = h11.Connection(h11.SERVER)
        head = connection.send(h11.Response(status_code=self.status, headers=headers))
        return (head or b"") + self.body


class Reader(Protocol):
    """The interface of a plug-in that the HTTP side uses."""

    def asked(self, asked: WriteRequest) -> WriteResponse | None:
        """A write: None to forward it, or the answer to send instead."""

    def answered(self, asked: WriteRequest, answered: WriteResponse) -> WriteResponse | None:
        """Its answer: None to pass it on, or the answer to pass on instead."""

    def hung_up(self, connection: int) -> None:
        """The connection is closed."""


@dataclass(frozen=True, slots=True)
class Output:
    """The bytes to pass on now: to the server, and to the client."""

    to_server: bytes = b""
    to_client: bytes = b""


class Exchanges:
    """One connection's requests and answers, one after the other."""

    def __init__(self, number: int, reader: Reader, unread: Counter[str]) -> None:
        """Nothing has arrived. `given_up` turns true when the connection passes untouched."""
        self.given_up = False
        self._number = number
        self._reader = reader
        self._unread = unread
        self._asking = _Message(h11.Connection(h11.SERVER))
        self._answering: _Message | None = None
        self._asked: WriteRequest | None = None

    def from_client(self, data: bytes) -> Output:
        """Bytes of the client."""
        if self._answering is not None:
            return self.give_up("HTTP requests sent without waiting", to_server=data)
        message = self._asking
        try:
            held = message.feed(data)
        except h11.RemoteProtocolError as error:
            return self.give_up(f"no HTTP ({error})")
        if message.rest:
            return self.give_up("HTTP requests sent without waiting")
        if not isinstance(message.head, h11.Request):
            return Output()
        return self._consider(message, message.head, held=held)

    def from_server(self, data: bytes) -> Output:
        """Bytes of the server."""
        message = self._answering
        if message is None:
            return self.give_up("an answer before its request was whole", to_client=data)
        try:
            held = message.feed(data)
        except h11.RemoteProtocolError as error:
            return self.give_up(f"no HTTP ({error})")
        if message.rest:
            return self.give_up("more than the answer")
        if not message.whole:
            return Output() if self._asked is not None and held else Output(to_client=message.release())
        wire, instead = message.release(), None
        if self._asked is not None and not held:
            self._unread["an answer too large to be read"] += 1
        if self._asked is not None and held and isinstance(message.head, h11.Response):
            instead = self._answered(self._asked, message.head, bytes(message.body))
        self._asking, self._answering, self._asked = _Message(h11.Connection(h11.SERVER)), None, None
        return Output(to_client=wire if instead is None else instead.wire)

    def _answered(self, asked: WriteRequest, head: h11.Response, body: bytes) -> WriteResponse | None:
        """What the plug-in makes of an answer, which it reads without its content encoding."""
        try:
            headers, plain = undone(tuple(head.headers.raw_items()), body, LARGEST)
        except CodingError as error:
            self._unread[str(error)] += 1
            return None
        return self._reader.answered(asked, WriteResponse(head.status_code, headers, plain))

    def give_up(self, why: str = "", *, to_server: bytes = b"", to_client: bytes = b"") -> Output:
        """Pass everything untouched from now on, beginning with what was held; `why` is counted."""
        self.given_up = True
        if why:
            self._unread[why] += 1
        answer = self._answering.release() if self._answering is not None else b""
        return Output(self._asking.release() + to_server, answer + to_client)

    def _consider(self, message: "_Message", head: h11.Request, *, held: bool) -> Output:
        """A request whose head has arrived: hold it, pass it to the plug-in, or pass it on as it arrives."""
        if any(name in {b"upgrade", b"expect"} for name, _ in head.headers):
            return self.give_up()
        if head.method not in WRITES:
            return self._forward(message)
        if not held:
            if message.whole:
                self._unread["a write too large to be read"] += 1
            return self._forward(message)
        return self._ask(message, head) if message.whole else Output()

    def _ask(self, message: "_Message", head: h11.Request) -> Output:
        headers = tuple(head.headers)
        found = AGENT.search(dict(headers).get(b"user-agent", b"").decode("latin-1"))
        asked = WriteRequest(
            self._number,
            found["person"].strip() if found else None,
            head.method.decode(),
            head.target.decode("latin-1").partition("?")[0],
            headers,
            bytes(message.body),
        )
        instead = self._reader.asked(asked)
        if instead is not None:
            self._asking = _Message(h11.Connection(h11.SERVER))
            return Output(to_client=instead.wire)
        self._asked = asked
        return self._forward(message)

    def _forward(self, message: "_Message") -> Output:
        """Pass on what has arrived of a request; once it is complete, wait for the answer."""
        if message.whole and isinstance(message.head, h11.Request):
            waiting = h11.Connection(h11.CLIENT)
            waiting.send(h11.Request(method=message.head.method, target=b"/", headers=[(b"host", b"x")]))
            waiting.send(h11.EndOfMessage())
            self._answering = _Message(waiting)
        return Output(to_server=message.release())


class _Message:
    """One request or answer as it arrives."""

    def __init__(self, connection: h11.Connection) -> None:
        self.head: h11.Request | h11.Response | None = None
        self.body = bytearray()
        self.whole = False
        self.rest = b""
        self._connection = connection
        self._wire = bytearray()
        self._hold = True

    def feed(self, data: bytes) -> bool:
        """Add bytes; returns whether the whole message may still be held. Raises h11.RemoteProtocolError."""
        self._wire += data
        self._connection.receive_data(data)
        while True:
            match self._connection.next_event():
                case h11.Request() | h11.Response() as head:
                    self.head = head
                case h11.Data(data=part) if self._hold:
                    self.body += part
                case h11.EndOfMessage():
                    self.whole = True
                    self.rest = self._connection.trailing_data[0]
                    break
                case h11.NEED_DATA | h11.PAUSED:
                    break
        if max(len(self._wire), len(self.body)) > LARGEST:
            self._hold = False
            self.body.clear()
        return self._hold

    def release(self) -> bytes:
        """Release the held bytes, to be passed on."""
        wire = bytes(self._wire)
        self._wire.clear()
        return wire
