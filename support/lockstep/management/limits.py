"""Limits of the service: requests a second of one account or address, and bytes of one request.

`Rate` is a token bucket: it holds `burst` requests, is refilled at a fixed rate, and rejects requests with 429 and
`Retry-After` when it is empty; full buckets are discarded. `LimitedBody` rejects with 413 what is larger than
allowed: before reading if the length is stated, otherwise as soon as the limit is exceeded.
"""

import threading
import time
from collections.abc import Callable
from math import ceil

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lockstep.management.answers import RefusedError, failure

_FORGET_FROM = 1_000


class Rate:
    """Counts the requests of each account or address. Thread-safe."""

    def __init__(self, per_s: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`per_s` 0 means no limit."""
        self._per_s, self._burst, self._clock = per_s, max(1.0, burst), clock
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, who: str) -> None:
        """Count one request. Raises RefusedError (429)."""
        if not self._per_s:
            return
        now = self._clock()
        with self._lock:
            held = self._held(who, now)
            if held >= 1:
                self._buckets[who] = (held - 1, now)
                if len(self._buckets) > _FORGET_FROM:
                    self._forget(now)
                return
        wait = ceil((1 - held) / self._per_s)
        message = f"Too many requests; try again in {wait} s."
        raise RefusedError(429, "rate_limited", message, {"retryAfterS": wait}, retry_after=wait)

    def _held(self, who: str, now: float) -> float:
        held, since = self._buckets.get(who, (self._burst, now))
        return min(self._burst, held + (now - since) * self._per_s)

    def _forget(self, now: float) -> None:
        for who in [who for who in self._buckets if self._held(who, now) >= self._burst]:
            del self._buckets[who]


class LimitedBody:
    """ASGI middleware that limits the bytes of a request."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        """Wraps `app`."""
        self._app, self._largest = app, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; sockets are not limited."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        if not told.isascii() or not told.isdigit() or len(told) > 12 or int(told) > self._largest:
            await failure(RefusedError(413, "too_large", self._sentence()))(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._largest:
                raise HTTPException(413, self._sentence())
            return message

        await self._app(scope, counted, send)

    def _sentence(self) -> str:
        return f"A request may have {self._largest} bytes at most."
