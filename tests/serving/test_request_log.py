"""The request log: one line per request with its id, and an answer even if the handler raises."""

import asyncio
import logging

import httpx
import pytest
from lockstep.serving.request_log import RequestLog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Scope


class NumberedRequestLog(RequestLog):
    """Gives every request the id 7."""

    def request_id(self, scope: Scope) -> str:
        del scope
        return "7"

    def failure(self, request_id: str) -> ASGIApp:
        return PlainTextResponse(f"failed: {request_id}", 500)


def endpoint(request: Request) -> Response:
    if request.path_params["name"] == "broken":
        raise LookupError("a detail of the inside")
    return PlainTextResponse("fine")


async def get(app: Starlette, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(path)


@pytest.mark.parametrize(("name", "status", "text"), [("whole", 200, "fine"), ("broken", 500, "failed: 7")])
def test_a_request_has_its_id_in_the_answer_and_in_the_log(
    caplog: pytest.LogCaptureFixture, name: str, status: int, text: str
) -> None:
    routes = [Route("/things/{name}", endpoint)]
    app = Starlette(routes=routes, middleware=[Middleware(NumberedRequestLog)])
    with caplog.at_level(logging.INFO, "lockstep.serving"):
        answer = asyncio.run(get(app, f"/things/{name}?token=hush"))
    assert (answer.status_code, answer.text, answer.headers["X-Request-Id"]) == (status, text, "7")
    line = vars(next(one for one in caplog.records if one.getMessage() == "request"))
    assert (line["requestId"], line["method"], line["status"]) == ("7", "GET", status)
    assert "hush" not in str(line)
