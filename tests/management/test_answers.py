"""Failures come in one envelope, in a sentence and without a traceback; lists come in pages."""

from collections.abc import Iterator
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, Response
from lockstep.management.answers import LISTED, Paged, RefusedError, answer_failures, fails, failure, paged
from lockstep.models.base import EntityError
from lockstep.store import StoreError
from pydantic import BaseModel, Field

from tests.management.serving import served


class Thing(BaseModel):
    """What a route takes."""

    password: Annotated[str, Field(min_length=8)]
    size: int = 1


def application() -> FastAPI:
    app = FastAPI()
    answer_failures(app)
    raised = {
        "refused": RefusedError(429, "full", "The queue is full.", {"queued": 3}, retry_after=2),
        "rules": EntityError(["Thing.size = 0 is refused: allowed is 1"]),
        "database": StoreError("the database secret-name cannot be used: no such file"),
    }

    @app.get("/api/v1/raise/{name}")
    def throw(name: str) -> None:
        raise raised[name]

    @app.post("/api/v1/things", responses=fails(409))
    def make(thing: Thing) -> Thing:
        return thing

    @app.get("/api/v1/things", responses=LISTED)
    def things(page: Paged, response: Response) -> list[int]:
        return paged(range(7), page, response)

    return app


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with served(application()) as client:
        yield client


def test_a_refusal_is_told_in_the_envelope(client: httpx.Client) -> None:
    answer = client.get("/raise/refused")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "2"
    assert answer.json() == {
        "status": "error", "code": "full", "message": "The queue is full.", "details": {"queued": 3}
    }  # fmt: skip


def test_a_broken_rule_is_400_with_its_sentences(client: httpx.Client) -> None:
    answer = client.get("/raise/rules")
    assert answer.status_code == 400
    assert answer.json()["details"] == {"problems": ["Thing.size = 0 is refused: allowed is 1"]}


def test_a_database_that_fails_is_503_and_not_named(client: httpx.Client) -> None:
    answer = client.get("/raise/database")
    assert answer.status_code == 503
    assert "secret-name" not in answer.text
    assert answer.headers["Retry-After"]


def test_what_is_not_valid_is_400_with_each_field_and_without_its_value(client: httpx.Client) -> None:
    answer = client.post("/things", json={"password": "short!", "size": "many"})
    assert answer.status_code == 400
    body = answer.json()
    assert body["code"] == "invalid"
    assert set(body["details"]["fields"]) == {"password", "size"}
    assert "password: " in body["message"]
    assert "short!" not in answer.text


@pytest.mark.parametrize("content", ["{", "[" * 20_000, b"\xff", '{"password": "' + "9" * 3, "1" * 5_000])
def test_what_is_no_json_is_400(client: httpx.Client, content: str | bytes) -> None:
    answer = client.post("/things", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["status"] == "error"
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", "/things", 405)])
def test_what_the_framework_refuses_has_the_envelope_too(
    client: httpx.Client, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert answer.json()["status"] == "error"
    assert answer.headers.get("Allow") == (None if status == 404 else "GET, POST")
    assert answer.json()["code"] == ("not_served" if status == 404 else "method_not_allowed")


def test_a_list_comes_in_pages_with_its_total(client: httpx.Client) -> None:
    answer = client.get("/things", params={"limit": 3, "offset": 5})
    assert answer.json() == [5, 6]
    assert answer.headers["X-Total-Count"] == "7"
    assert client.get("/things").json() == list(range(7))


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "offset=-1", "offset=99999999999999999999", "limit=x"])
def test_a_page_that_cannot_be_is_400(client: httpx.Client, query: str) -> None:
    assert client.get(f"/things?{query}").status_code == 400


def test_who_is_not_known_is_told_how_to_say_who_he_is() -> None:
    assert failure(RefusedError(401, "unauthenticated", "No.")).headers["WWW-Authenticate"] == "Bearer"
