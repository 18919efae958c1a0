"""Around every request: its id adopted and answered, its line in the log, and an answer even when code breaks."""

import logging
import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lockstep.reference.errors import RefusedError
from lockstep.reference.http.answers import failure
from lockstep.reference.request_ids import adopted

logger = logging.getLogger(__name__)


class RequestLog:
    """ASGI middleware; sockets pass by, they log for themselves."""

    def __init__(self, app: ASGIApp) -> None:
        """Stands around `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        request_id = scope.setdefault("state", {})["request_id"] = adopted(given)

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        except Exception:
            logger.exception("request broke", extra=_about(scope))
            if not status:
                broken = RefusedError(500, "internal", f"Something broke; the log has it under {request_id}.")
                await failure(broken)(scope, receive, send_with_id)
        ms = round((time.perf_counter() - began) * 1_000, 3)
        logger.info("request", extra=_about(scope) | {"status": status, "ms": ms})


def _about(scope: Scope) -> dict[str, Any]:
    state, route = scope["state"], scope.get("route")
    params = {name: value for name, value in scope.get("path_params", {}).items() if name != "token"}
    return {
        "requestId": state["request_id"],
        "method": scope["method"],
        "route": getattr(route, "path", None),
        "params": params,
        "userId": state.get("user_id"),
    }
