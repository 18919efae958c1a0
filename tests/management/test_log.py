"""The log: lines of JSON without anything that was sent; an answer even where the service breaks."""

import json
import logging
from typing import Any

import pytest
from fastapi import FastAPI
from lockstep.management.log import ServiceRequestLog
from lockstep.serving.log import JsonFormatter

from tests.management.serving import served


def application() -> FastAPI:
    app = FastAPI()
    app.add_middleware(ServiceRequestLog)

    @app.get("/api/v1/things/{name}")
    def thing(name: str) -> str:
        if name == "broken":
            raise LookupError("a detail of the inside")
        return name

    return app


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [
        json.loads(JsonFormatter().format(one)) for one in caplog.records if one.name == "lockstep.management.log"
    ]


def test_every_request_has_a_line_with_its_id_and_nothing_that_was_sent(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "lockstep.management"), served(application()) as client:
        answer = client.get("/things/hush?token=hush", headers={"Authorization": "Bearer hush"})
    (told,) = lines(caplog)
    assert told["requestId"] == answer.headers["X-Request-Id"]
    assert (told["method"], told["status"], told["route"]) == ("GET", 200, "/api/v1/things/{name}")
    assert "hush" not in json.dumps(told)


def test_where_the_service_breaks_the_answer_says_where_to_look_and_the_log_says_why(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with served(application()) as client:
        answer = client.get("/things/broken")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert answer.headers["X-Request-Id"] in answer.json()["message"]
    assert "inside" not in answer.text
    assert any("a detail of the inside" in line.get("error", "") for line in lines(caplog))
