"""The ASGI application: routes, failures, request ids, the socket; OpenAPI at `/api/v1/openapi.json`."""

import logging
import sqlite3
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from lockstep.reference.backend import Backend
from lockstep.reference.errors import RefusedError, database_failed, not_found, not_valid
from lockstep.reference.http.answers import failure
from lockstep.reference.http.envelopes import Failure
from lockstep.reference.http.middleware import BackendRequestLog
from lockstep.reference.http.routes import (
    auth,
    chatrooms,
    companies,
    health,
    invitations,
    messages,
    people,
    threads,
    users,
)
from lockstep.reference.socket.commands import Commands
from lockstep.reference.socket.connection import serve_socket

logger = logging.getLogger(__name__)
_ROOT = "/api/v1"
_NO_BODY = frozenset({"json_invalid", "model_attributes_type", "model_type", "dict_type"})
_FAILURES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Failure},
    422: {"model": Failure},
    503: {"model": Failure},
}
_CODES = {404: "not_served", 405: "method_not_allowed"}


def application(backend: Backend) -> FastAPI:
    """The application that serves this backend."""
    app = FastAPI(
        title="Lockstep reference backend",
        version="1",
        openapi_url=f"{_ROOT}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.backend = backend
    app.state.commands = Commands(backend.core, backend.limit, backend.messages, backend.people)
    for part in (
        messages,
        chatrooms,
        threads,
        companies,
        users,
        people,
        auth,
        invitations,
        health,
    ):  # matched in this order
        app.include_router(part.router, prefix=_ROOT, responses=_FAILURES)
    app.add_api_websocket_route("/ws", serve_socket)
    app.add_middleware(BackendRequestLog)
    app.exception_handler(RefusedError)(_refused)
    app.exception_handler(RequestValidationError)(_not_valid)
    app.exception_handler(HTTPException)(_not_served)
    app.exception_handler(sqlite3.OperationalError)(_unavailable)
    return app


async def _refused(request: Request, error: RefusedError) -> Response:
    del request
    return failure(error)


async def _not_valid(request: Request, error: RequestValidationError) -> Response:
    del request
    return failure(_told(error.errors()))


async def _not_served(request: Request, error: HTTPException) -> Response:
    code = _CODES.get(error.status_code, "malformed")
    message = f"{request.method} is not served here: {error.detail}." if code != "malformed" else f"{error.detail}."
    return failure(RefusedError(error.status_code, code, message))


async def _unavailable(request: Request, error: sqlite3.OperationalError) -> Response:
    logger.error("database failed", extra={"requestId": request.state.request_id, "error": str(error)})
    return failure(database_failed())


def _told(errors: Sequence[Any]) -> RefusedError:
    """The rejection of a path (404), of a body other than a JSON object (400), or of fields (422)."""
    if any(error["loc"][0] == "path" for error in errors):
        return not_found("such thing")
    body = [error for error in errors if error["loc"][0] == "body"]
    if any(error["type"] in _NO_BODY or (error["loc"] == ("body",) and error["type"] == "missing") for error in body):
        return RefusedError(400, "malformed", "The body must be a JSON object.")
    return not_valid(errors)
