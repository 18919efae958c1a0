"""The envelope of the API's answers (`representations.py`)."""

from typing import Any

import msgspec
from starlette.responses import Response

from lockstep.reference.errors import RefusedError


def answer(data: Any, status: int = 200, **beside: Any) -> Response:
    """A success: an object, a list or null, and the fields beside it."""
    return _response({"status": "success", "data": data, **beside}, status)


def failure(refused: RefusedError) -> Response:
    """A failure, with the headers for its status."""
    response = _response({"status": "error", **refused.told()}, refused.status)
    if refused.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if refused.status == 429:
        response.headers["Retry-After"] = str(refused.details["retryAfterS"])
    return response


def _response(body: dict[str, Any], status: int) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")
