"""Recognises a WebSocket handshake in the first bytes of a connection, without holding them up. Sans-I/O.

Every WebSocket client opens its own connection, so only the first request of a connection is examined; a connection
that begins with any other request stays plain. `from_client` and `from_server` are fed what arrives and return what
passes on now. Bytes that a client sends before the answer wait in `early` (a client must not send any; beyond 64 KiB
the connection counts as plain). `verdict` is `open` until it is known:

    plain       not a WebSocket, or rejected by the server: all bytes pass untouched
    websocket   accepted: frames begin, with `early` and with what `from_server` returned second
    extended    accepted with an extension, such as compression: frames that cannot be read pass untouched

Nothing is raised for what peers send: an unreadable head makes the connection plain.
"""

import http.client
import io
import re
from email.message import Message
from typing import Literal

_LARGEST_HEAD = 65_536
_END = b"\r\n\r\n"
AGENT = re.compile(r"lockstep \((?P<person>[^;()]+); *(?P<session>[^()]+)\)")


class Handshake:
    """The first bytes of one connection."""

    def __init__(self) -> None:
        """Nothing has arrived."""
        self.verdict: Literal["open", "plain", "websocket", "extended"] = "open"
        self.person: str | None = None
        self.session: str | None = None
        self.extensions = ""
        self.path = ""
        self.early = bytearray()
        self._request = bytearray()
        self._response = bytearray()
        self._asked = False

    def from_client(self, data: bytes) -> bytes:
        """What passes on to the server now."""
        if self._asked:
            self.early += data
            return self.give_up() if len(self.early) > _LARGEST_HEAD else b""
        self._request += data
        end = self._request.find(_END)
        if end < 0:
            if len(self._request) > _LARGEST_HEAD:
                self.verdict = "plain"
            return data
        end += len(_END)
        headers = _headers(self._request[:end])
        if headers is None or not _asks_upgrade(headers):
            self.verdict = "plain"
            return data
        self._asked = True
        self.path = bytes(self._request[:end]).split(b" ", 2)[1].decode("latin-1")
        if agent := AGENT.search(headers.get("User-Agent", "")):
            self.person, self.session = agent["person"].strip(), agent["session"].strip()
        self.early += self._request[end:]
        return data[: len(data) - len(self.early)]

    def from_server(self, data: bytes) -> tuple[bytes, bytes]:
        """What passes on to the client now, and the first bytes after the handshake, which are frames."""
        self._response += data
        end = self._response.find(_END) + len(_END)
        if self._asked and end < len(_END) and len(self._response) <= _LARGEST_HEAD:
            return data, b""
        headers = _headers(self._response[:end]) if self._response.startswith(b"HTTP/1.1 101") else None
        if not self._asked or end < len(_END) or headers is None:
            self.verdict = "plain"
            return data, b""
        self.extensions = ", ".join(headers.get_all("Sec-WebSocket-Extensions", []))
        self.verdict = "extended" if self.extensions else "websocket"
        split = len(data) - (len(self._response) - end)
        return data[:split], data[split:]

    def give_up(self) -> bytes:
        """Treat the connection as plain, because it ends or breaks the protocol; what waited passes on now."""
        self.verdict = "plain"
        waited = bytes(self.early)
        self.early.clear()
        return waited


def _headers(head: bytearray) -> Message | None:
    """The headers of a head, or None where it cannot be read."""
    try:
        return http.client.parse_headers(io.BytesIO(head.partition(b"\r\n")[2]))
    except http.client.HTTPException:
        return None


def _asks_upgrade(headers: Message) -> bool:
    # With a body, the server would wait for the body and the relay for the answer.
    if "Transfer-Encoding" in headers or headers.get("Content-Length", "0").strip() != "0":
        return False
    return any("websocket" in value.lower() for value in headers.get_all("Upgrade", []))
