"""Middleware around every HTTP request: its id, its line in the log, and an answer even if the handler raises."""

import logging
import time
from abc import ABC, abstractmethod
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_logger = logging.getLogger(__name__)


class RequestLog(ABC):
    """ASGI middleware; WebSocket connections pass through unchanged.

    Neither body, query nor header is logged. The answer carries the request's id as `X-Request-Id`.
    """

    logger = _logger

    def __init__(self, app: ASGIApp) -> None:
        """Wraps `app`."""
        self._app = app

    @abstractmethod
    def request_id(self, scope: Scope) -> str:
        """The id of a new request."""

    @abstractmethod
    def failure(self, request_id: str) -> ASGIApp:
        """The answer (500) to a request whose handler raised an exception."""

    def fields(self, scope: Scope) -> dict[str, Any]:
        """Further fields of the request's line."""
        del scope
        return {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, request_id = time.perf_counter(), 0, self.request_id(scope)

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            self.logger.exception("request failed", extra=self._about(scope, request_id))
            if not status:
                await self.failure(request_id)(scope, receive, send_with_id)
        ms = round((time.perf_counter() - began) * 1_000, 3)
        self.logger.info("request", extra=self._about(scope, request_id) | {"status": status, "ms": ms})

    def _about(self, scope: Scope, request_id: str) -> dict[str, Any]:
        route = getattr(scope.get("route"), "path", None)
        return {"requestId": request_id, "method": scope["method"], "route": route} | self.fields(scope)
