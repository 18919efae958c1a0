"""The service: requests with JSON and other bodies, as an OWNER.

Nothing is executed; what runs do is tried elsewhere. Schemathesis, from the service's own documentation, is
`evidence.fuzz.documentation`; here bodies are also what no document describes.
"""

import functools
import json
import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from lockstep.management.executions.executor import Executor

from evidence.fuzz.mutations import documents, weighted
from evidence.fuzz.reader import Outcome, Read, Reader, ensure
from tests.management.people import PASSWORD, Person, registered, service
from tests.management.project import GOOD, make_project
from tests.management.reading import quick_reading

_ID = "0b0e6c1e-6a1b-4c55-9d0a-2f6d1a3c4b5d"
_ACCOUNT = {"email": "ben@example.com", "password": PASSWORD, "fullName": "Ben", "role": "MEMBER"}
_SCENARIO = {"gherkin": GOOD, "category": "sync", "name": "Eve is heard", "priority": None, "timeout": 60}
_EXECUTION = {"parameters": {"seed": 7, "plant": None}, "timeout": 60, "retryCount": 1}
BODIES: dict[tuple[str, str], tuple[Any, ...]] = {
    ("POST", "/auth/login"): ({"email": "olga@example.com", "password": PASSWORD},),
    ("POST", "/auth/refresh"): ({"refreshToken": "r"},),
    ("POST", "/auth/register"): ({**_ACCOUNT, "company": "Acme"},),
    ("POST", "/accounts"): (_ACCOUNT,),
    ("PUT", "/accounts/{account_id}"): ({"fullName": "Ben", "role": "GUEST", "isActive": False},),
    ("POST", "/test/scenarios"): (_SCENARIO,),
    ("POST", "/test/scenarios/{scenario_id}/execute"): (_EXECUTION,),
}
_QUERIES = ("", "", "?limit=1", "?limit=0", "?limit=99999999999999999999", "?offset=-1", "?limit=%00",
            "?limit=1&limit=x", "?offset=1e9", "?x=%ff", "?category=none&tag=%F0%9F%98%80")  # fmt: skip
_TYPES = ("application/json", "application/json", "application/json", "text/plain",
          "application/x-www-form-urlencoded", "application/json; charset=utf-16", "")  # fmt: skip
PREFIX = "/api/v1"


class Given(NamedTuple):
    """One request."""

    method: str
    path: str
    content: bytes
    kind: str


@functools.cache
def _routes() -> tuple[tuple[str, str], ...]:
    """Every route of the service's documentation but that which would end the login."""
    with _running() as owner:
        paths: dict[str, Any] = owner.http.get("openapi.json").json()["paths"]
    found = ((way.upper(), path.removeprefix(PREFIX)) for path, ways in paths.items() for way in ways)
    return tuple(one for one in sorted(found) if "logout" not in one[1])


@st.composite
def _requests(draw: DrawFn) -> Given:
    method, path = draw(st.sampled_from(_routes()))
    odd = st.sampled_from(("0", "..", "%00", "%ff", "é", "x" * 300))
    parts = weighted((2, st.sampled_from((_ID, "a66f51bbb812"))), (1, odd))
    told = "/".join(draw(parts) if part.startswith("{") else part for part in path.split("/"))
    if method == "GET":
        return Given(method, told + draw(st.sampled_from(_QUERIES)), b"", "")
    samples = BODIES.get((method, path), (_SCENARIO, _EXECUTION, _ACCOUNT))
    return Given(method, told, draw(documents(samples)), draw(st.sampled_from(_TYPES)))


@contextmanager
def _running() -> Iterator[Person]:
    """A service of a small project, and its OWNER."""
    with tempfile.TemporaryDirectory(prefix="lockstep-fuzz-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Executor, "start", lambda _: None)
        place = Path(folder)
        with quick_reading(), service(place, make_project(place / "project"), management__queue=2) as http:
            yield registered(http)


@contextmanager
def _opened() -> Iterator[Read]:
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with _running() as owner:
            yield lambda given: _read(owner, given)
    finally:
        logging.disable(before)


def _read(owner: Person, given: Given) -> Outcome:
    headers = {"Authorization": f"Bearer {owner.data['accessToken']}"}
    if given.kind:
        headers["Content-Type"] = given.kind
    answer = owner.http.request(given.method, given.path, content=given.content, headers=headers)
    ensure(answer.status_code < 500, f"answered {answer.status_code}: {answer.text}")
    if answer.status_code >= 400:
        told = answer.json()
        ensure(told["status"] == "error" and told["code"] != "", f"a failure that is none: {told}")
        return Outcome("refused", told["message"])
    if given.content:
        ensure(_is_object(given.content), f"took for right what is no object: {answer.status_code}")
    return Outcome("answered")


def _is_object(content: bytes) -> bool:
    try:
        return isinstance(json.loads(content), dict)
    except (ValueError, RecursionError):
        return False


READER = Reader("JSON of the service", st.deferred(_requests), _opened, frozenset({"answered", "refused"}))
