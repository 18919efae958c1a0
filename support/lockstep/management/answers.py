"""The service's answers: failures in one envelope, lists in pages.

A failure is `{"status": "error", "code", "message", "details"}`; the message is one sentence for people, never a
traceback. 400 invalid request, 401 no token or an invalid one, 403 not allowed, 404 unknown (code `not_served`: no
such route), 409 conflict, 413 too large, 429 too many (with `Retry-After`), 503 the database does not answer. A list
is a JSON array of at most `limit` items starting at `offset`, and `X-Total-Count` states their total number.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from lockstep.models.base import EntityError
from lockstep.store import StoreError

logger = logging.getLogger(__name__)

TOTAL = "X-Total-Count"
LARGEST_PAGE = 500
FARTHEST = 1_000_000_000

_CODES = {401: "unauthenticated", 403: "forbidden", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")
_SAYS = {
    400: "The request is not valid.",
    401: "The token is missing or invalid.",
    403: "The caller's role does not allow it.",
    404: "The object does not exist here.",
    409: "The present state does not allow it.",
    413: "The request is too large.",
    429: "Too many requests, or the queue is full; `Retry-After` states the seconds to wait.",
    503: "The database does not answer.",
}


class RefusedError(Exception):
    """A request is rejected. `status` is HTTP's, `code` a word for programs, the text a sentence for people."""

    def __init__(
        self, status: int, code: str, message: str, details: Mapping[str, Any] | None = None, *, retry_after: int = 0
    ) -> None:
        """`retry_after`: seconds after which a retry makes sense."""
        super().__init__(message)
        self.status, self.code, self.message, self.details = status, code, message, dict(details or {})
        self.retry_after = retry_after


class Failure(BaseModel):
    """The body of a failure."""

    status: Literal["error"]
    code: Annotated[str, Field(description="a word for programs")]
    message: Annotated[str, Field(description="one sentence for people")]
    details: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """The requested part of a list."""

    limit: int
    offset: int


def _page(
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="the largest number of items")] = 100,
    offset: Annotated[int, Query(ge=0, le=FARTHEST, description="the number of items to skip")] = 0,
) -> Page:
    return Page(limit, offset)


T = TypeVar("T")

Paged = Annotated[Page, Depends(_page)]
"""A parameter of a route that answers a list."""


def tell_total(response: Response, total: int) -> None:
    """State the total number of items."""
    response.headers[TOTAL] = str(total)


def paged(found: Sequence[T], page: Page, response: Response) -> list[T]:
    """The requested page of all items; also states the total."""
    tell_total(response, len(found))
    return list(found[page.offset : page.offset + page.limit])


def fails(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Failures of a route, for its documentation, including those common to all routes."""
    return {status: {"model": Failure, "description": _SAYS[status]} for status in sorted({*statuses, 400, 429, 503})}


LISTED: dict[int | str, dict[str, Any]] = {
    200: {"headers": {TOTAL: {"description": "the total number of items", "schema": {"type": "integer"}}}}
}
"""For the documentation of a route that answers a list."""


def failure(refused: RefusedError) -> Response:
    """A failure as an answer."""
    body = {"status": "error", "code": refused.code, "message": refused.message, "details": refused.details}
    response = JSONResponse(body, refused.status)
    if refused.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if refused.retry_after:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


def broken(request_id: str) -> Response:
    """The answer if the service itself failed."""
    return failure(RefusedError(500, "internal", f"The service failed; its log has the details under {request_id}."))


def answer_failures(app: FastAPI) -> None:
    """Put every failure into the envelope."""
    for kind in (RefusedError, RequestValidationError, EntityError, StoreError, HTTPException):
        app.add_exception_handler(kind, _answer)


def _answer(request: Request, error: Exception) -> Response:
    match error:
        case RefusedError():
            return failure(error)
        case RequestValidationError():
            return failure(_not_valid(error.errors()))
        case EntityError():
            return failure(RefusedError(400, "invalid", f"{error}.", {"problems": error.problems}))
        case HTTPException():
            no_route = error.status_code == 404 and error.detail == HTTPStatus.NOT_FOUND.phrase  # the framework's own
            code = "not_served" if no_route else _CODES.get(error.status_code, "refused")
            response = failure(RefusedError(error.status_code, code, f"{str(error.detail).rstrip('.')}."))
            response.headers.update(error.headers or {})
            if error.status_code == 405:
                response.headers["Allow"] = ", ".join(_allowed(request))
            return response
        case _:
            logger.error("the database failed", extra={"error": str(error)})
            message = "The database does not answer; nothing was changed."
            return failure(RefusedError(503, "unavailable", message, retry_after=1))


def _allowed(request: Request) -> list[str]:
    """The methods of this path; the framework knows only those of the first matching route."""
    scopes = {method: {**request.scope, "method": method} for method in _METHODS}
    routes = request.app.routes
    return [method for method, scope in scopes.items() if any(one.matches(scope)[0] is Match.FULL for one in routes)]


def _not_valid(problems: Sequence[Any]) -> RefusedError:
    fields: dict[str, str] = {}
    for problem in problems:
        fields.setdefault(_name(problem["loc"]), _reason(problem))
    told = "; ".join(f"{name}: {reason}" for name, reason in fields.items())
    return RefusedError(400, "invalid", f"Not valid: {told}.", {"fields": fields})


def _name(loc: Sequence[Any]) -> str:
    """The field, without its location."""
    inner = loc[1:] if loc and loc[0] in {"body", "query", "path", "header"} else loc
    return ".".join(str(part) for part in inner) or "body"


def _reason(problem: Mapping[str, Any]) -> str:
    """What is wrong, without the value, which may be secret or large."""
    if problem["type"] == "json_invalid":
        return "this is not JSON"
    return str(problem["msg"]).removeprefix("Value error, ").rstrip(".")
