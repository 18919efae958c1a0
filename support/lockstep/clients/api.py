"""The API client: one per person, on the background loop, recording nothing and judging nothing.

A client has its own small pool of connections; clients share one TLS context (`tls.py`). The environment's proxies
are not used. An exchange never raises, whatever the server answers, or if it does not answer: the outcome states what
is known.

Inside `exchanges()` every exchange of this task is collected, so that it can be recorded without its adapter's help.
An adapter with an HTTP client of its own gives its exchanges to `collect`.
"""

import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from lockstep.clients.errors import Trouble, describe
from lockstep.clients.tls import UNTRUSTED, reason, tls_context

__all__ = ("ApiClient", "Exchange", "tls_context")  # the last: adapters that others wrote find it here


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer.

    status is None, and trouble a word of `lockstep.clients.errors`, where there was no complete answer. body is the
    decoded JSON, or None where the answer is not JSON; text is the answer as received, or why its body could not be
    decoded. Times are monotonic ns. url is
    the whole address, sent_headers and sent what was sent to it, and content the body of the answer, as bytes.
    """

    method: str
    path: str
    request: Any
    status: int | None
    trouble: Trouble | None
    headers: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)
    body: Any = field(repr=False)
    asked: int
    answered: int
    url: str = field(default="", repr=False)
    sent_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    sent: bytes = field(default=b"", repr=False)
    content: bytes = field(default=b"", repr=False)

    @property
    def outcome(self) -> str:
        """ok, fail (rejected) or info (unknown whether it happened), as in the history."""
        if self.status is None:
            return "fail" if self.trouble == "refused" else "info"
        if self.status < 400:
            return "ok"
        return "info" if self.status in {408, 425} or self.status >= 500 else "fail"

    @property
    def word(self) -> str:
        """The status as a word: the number, or what happened to the connection."""
        return str(self.status) if self.status is not None else str(self.trouble)

    @property
    def silence(self) -> str:
        """Why there was no answer, to be told after the address."""
        return self.text if self.text.startswith(UNTRUSTED) else f"does not answer ({self.word})"

    def told(self) -> str:
        """The exchange as text for the raw file, where secrets are masked."""
        asked = "" if self.request is None else " " + msgspec.json.encode(self.request).decode()
        return f"{self.method} {self.path}{asked} -> {self.word} {self.text}".rstrip()


_collected: ContextVar[list[Exchange] | None] = ContextVar("collected", default=None)


@contextmanager
def exchanges() -> Iterator[list[Exchange]]:
    """Collect every exchange that is made in the block, by this task and those it begins, in order of their ends."""
    found: list[Exchange] = []
    token = _collected.set(found)
    try:
        yield found
    finally:
        _collected.reset(token)


def collect(exchange: Exchange) -> Exchange:
    """Let an exchange be among those that `exchanges()` collects, and return it."""
    found = _collected.get()
    if found is not None:
        found.append(exchange)
    return exchange


class ApiClient:
    """The HTTP side of one person."""

    def __init__(self, base_url: str, tls: ssl.SSLContext, *, person: str, timeout_s: float, proxy: str = "") -> None:
        """`base_url` is the API's root, to which paths are added; `timeout_s` limits each step of an exchange;
        `proxy` is the address of an HTTP proxy to go through."""
        self._http = httpx.AsyncClient(
            base_url=base_url,
            verify=tls,
            proxy=proxy or None,
            trust_env=False,
            timeout=timeout_s,
            headers={"User-Agent": f"lockstep ({person}; api)"},
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=64),
        )

    async def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        form: Any = None,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        token: str = "",
    ) -> Exchange:
        """Make one request with a body of JSON or of a form; `token` goes into the Authorization header."""
        given = dict(headers or {}) | ({"Authorization": f"Bearer {token}"} if token else {})
        request = self._http.build_request(method, path, json=json, data=form, params=params, headers=given)
        sent = (str(request.url), request.headers, request.content)
        asked = time.monotonic_ns()
        undecodable = ""
        try:
            answer = await self._http.send(request, stream=True)
            try:
                await answer.aread()
            except httpx.DecodingError as error:
                undecodable = f"its body is not in the encoding that its headers name ({error})"
            finally:
                await answer.aclose()
        except httpx.TransportError as error:
            trouble, answered = describe(error), time.monotonic_ns()
            return collect(
                Exchange(
                    method,
                    path,
                    json if form is None else form,
                    None,
                    trouble,
                    {},
                    reason(error),
                    None,
                    asked,
                    answered,
                    *sent,
                )
            )
        answered = time.monotonic_ns()
        status, headers = answer.status_code, answer.headers
        if undecodable:
            return collect(
                Exchange(
                    method,
                    path,
                    json if form is None else form,
                    status,
                    None,
                    headers,
                    undecodable,
                    None,
                    asked,
                    answered,
                    *sent,
                )
            )
        text, body, content = answer.text, _json(answer), answer.content
        return collect(
            Exchange(
                method,
                path,
                json if form is None else form,
                status,
                None,
                headers,
                text,
                body,
                asked,
                answered,
                *sent,
                content,
            )
        )

    def wait_at_most(self, seconds: float) -> None:
        """Limit each step of an exchange to this from now on."""
        self._http.timeout = seconds

    async def close(self) -> None:
        """Close every connection of this client."""
        await self._http.aclose()


def _json(answer: httpx.Response) -> Any:
    try:
        return msgspec.json.decode(answer.content) if answer.content else None
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or nested deeper than the parser goes
        return None
