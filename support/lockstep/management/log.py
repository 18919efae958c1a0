"""The service's log: one JSON object a line on stderr, {"at", "level", "message", ...}.

Every request has a line with its id, which the answer carries as `X-Request-Id`, its method, the route's pattern, the
status and the time it took. Neither body, query nor header is logged: passwords, tokens and Gherkin are in none.
"""

import logging
import secrets
import sys
import time
from datetime import UTC, datetime

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lockstep.management.answers import broken

logger = logging.getLogger(__name__)

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


class JsonLines(logging.Formatter):
    """A record as one line of JSON, with whatever `extra` holds."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "message": record.getMessage()}
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line, enc_hook=str).decode()


def start_logging() -> None:
    """Log to stderr; of libraries only warnings, for the server's own notes of connections would show queries."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("lockstep.management").setLevel(logging.INFO)


class Logged:
    """ASGI middleware around every request: its id, its line, and an answer even where the service breaks."""

    def __init__(self, app: ASGIApp) -> None:
        """Stands around `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; sockets pass by."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, request_id = time.perf_counter(), 0, secrets.token_hex(8)

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            logger.exception("a request broke", extra={"requestId": request_id})
            if not status:
                await broken(request_id)(scope, receive, send_with_id)
        told = {
            "requestId": request_id,
            "method": scope["method"],
            "route": getattr(scope.get("route"), "path", None),
            "status": status,
            "ms": round((time.perf_counter() - began) * 1_000, 3),
        }
        logger.info("request", extra=told)
