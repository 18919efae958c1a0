"""Wraps every request: its id, its line in the log, and an answer if its handler raises."""

import logging
from typing import Any

from starlette.types import ASGIApp, Scope

from lockstep.reference.errors import RefusedError
from lockstep.reference.http.answers import failure
from lockstep.reference.request_ids import adopted
from lockstep.serving.request_log import RequestLog


class BackendRequestLog(RequestLog):
    """Adopts the client's request id; WebSocket connections log for themselves."""

    logger = logging.getLogger(__name__)

    def request_id(self, scope: Scope) -> str:
        """The id from the header `X-Request-Id`, or a new one."""
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        request_id = scope.setdefault("state", {})["request_id"] = adopted(given)
        return request_id

    def failure(self, request_id: str) -> ASGIApp:
        """The answer 500 that names the id."""
        return failure(RefusedError(500, "internal", f"Internal error; the log has details under {request_id}."))

    def fields(self, scope: Scope) -> dict[str, Any]:
        """The route's parameters, without tokens, and the user."""
        params = {name: value for name, value in scope.get("path_params", {}).items() if name != "token"}
        return {"params": params, "userId": scope["state"].get("user_id")}
