"""The API client: one per person, on the background loop, recording nothing and judging nothing.

A client has its own small pool of connections; clients share one TLS context (`tls.py`). The environment's proxies
are not used. An exchange never raises for what a server answers, or for its silence: the outcome says what is known.
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from lockstep.clients.errors import Trouble, describe
from lockstep.clients.tls import UNTRUSTED, reason, tls_context

__all__ = ("ApiClient", "Exchange", "tls_context")  # the last: adapters that others wrote find it here


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back.

    status is None, and trouble a word of `lockstep.clients.errors`, where there was no whole answer. body is the
    decoded JSON, or None where the answer is not JSON; text is the answer as it was. Times are monotonic ns.
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

    @property
    def outcome(self) -> str:
        """ok, fail (refused) or info (nobody knows whether it happened), as the history says it."""
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
        """The exchange as text, for the raw file; secrets are replaced there."""
        asked = "" if self.request is None else " " + msgspec.json.encode(self.request).decode()
        return f"{self.method} {self.path}{asked} -> {self.word} {self.text}".rstrip()


class ApiClient:
    """The HTTP side of one person."""

    def __init__(self, base_url: str, tls: ssl.SSLContext, *, person: str, timeout_s: float) -> None:
        """`base_url` is the API's root, to which paths are added; `timeout_s` limits each step of an exchange."""
        self._http = httpx.AsyncClient(
            base_url=base_url,
            verify=tls,
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
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        token: str = "",
    ) -> Exchange:
        """Make one request; `token` goes into the Authorization header."""
        given = dict(headers or {}) | ({"Authorization": f"Bearer {token}"} if token else {})
        asked = time.monotonic_ns()
        try:
            answer = await self._http.request(method, path, json=json, params=params, headers=given)
        except httpx.TransportError as error:
            return Exchange(
                method, path, json, None, describe(error), {}, reason(error), None, asked, time.monotonic_ns()
            )
        answered = time.monotonic_ns()
        return Exchange(
            method, path, json, answer.status_code, None, answer.headers, answer.text, _json(answer), asked, answered
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
    except msgspec.DecodeError:
        return None
