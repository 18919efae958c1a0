"""The application: parts begin and end in order, their routes are below the prefix, and it documents itself."""

import re
from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter
from lockstep.management.access import Caller
from lockstep.management.answers import fails
from lockstep.management.app import State, make_app

from tests.management.serving import served


class Door:
    def caller(self, token: str) -> Caller:
        return Caller("1", "ana@example.com", "OWNER", "c")

    def count(self, who: str) -> None:
        """Count nothing."""


class APart:
    def __init__(self, name: str, told: list[str]) -> None:
        self._name, self._told = name, told
        self.router = APIRouter()
        self.router.add_api_route(f"/{name}", self.hello, responses=fails(404), name=name)

    def hello(self, size: int = 1) -> int:
        return size

    async def start(self) -> None:
        self._told.append(f"{self._name} starts")

    async def stop(self) -> None:
        self._told.append(f"{self._name} stops")

    def health(self) -> Mapping[str, str]:
        return {self._name: ""}


def test_parts_begin_in_order_and_end_in_reverse() -> None:
    told: list[str] = []
    state = State(doorkeeper=Door(), parts=(APart("first", told), APart("second", told)))
    with served(make_app(state)) as client:
        assert client.get("/first").json() == 1
        assert client.get("/second?size=2").json() == 2
        assert told == ["first starts", "second starts"]
    assert told[2:] == ["second stops", "first stops"]


def test_the_documentation_has_each_route_with_its_failures() -> None:
    with served(make_app(State(doorkeeper=Door(), parts=(APart("first", []),)))) as client:
        document = client.get("/openapi.json").json()
    responses = document["paths"]["/api/v1/first"]["get"]["responses"]
    assert set(responses) == {"200", "400", "404", "429", "503"}
    assert responses["404"]["content"]["application/json"]["schema"]["$ref"].endswith("/Failure")
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_the_pages_of_the_documentation_load_nothing_from_elsewhere() -> None:
    with served(make_app(State(doorkeeper=Door(), parts=(APart("first", []),)))) as client:
        page = client.get("/docs").text
        parts = re.findall(r"""(?:src|href)=["']([^"']*)""", page)
        assert {Path(part).suffix for part in parts} == {".js", ".css", ".png"}
        assert all(client.get(client.base_url.copy_with(path=part)).is_success for part in parts)
    assert re.findall("https?://", page) == []


def test_a_request_that_is_too_large_is_refused() -> None:
    state = State(doorkeeper=Door(), parts=(APart("first", []),), largest_body=10)
    with served(make_app(state)) as client:
        answer = client.request("GET", "/first", content=b"x" * 11)
        assert answer.status_code == 413
        assert answer.headers["X-Request-Id"]
