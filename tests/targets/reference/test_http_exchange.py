"""What an exchange means for the write it made, and for who somebody is."""

import ssl
from typing import Any

import anyio
import pytest
import stamina
from lockstep.clients.api import Exchange
from lockstep.targets.base import Identity, Write
from lockstep.targets.reference.http_exchange import Exchanges, admit, answer_of, credentials, refusal_schema
from lockstep.targets.reference.operations import WRITES

from tests.targets.reference import answers

REFUSAL = {"status": "error", "code": "forbidden", "message": "No.", "details": {}}


def exchange(status: int | None, body: Any, trouble: Any = None) -> Exchange:
    return Exchange("POST", "/x", None, status, trouble, {}, "", body, 1, 2)


def answer(operation: str, got: Exchange, **fields: object) -> Any:
    return answer_of(Write("w", "Ana", operation, dict(fields)), WRITES[operation], got)


@pytest.mark.parametrize(
    ("operation", "data", "fields", "entity"),
    [
        ("post_message", answers.MESSAGE, {}, "message:19"),
        ("rename_thread", answers.THREAD, {}, "thread:5"),
        ("add_member", answers.MEMBERSHIP, {}, "membership:chatroom:7/user:4"),
        ("delete_message", answers.TOMBSTONE, {"message": "message:19"}, "message:19"),
        ("delete_thread", answers.TOMBSTONE, {"thread": "thread:5"}, "thread:5"),
        ("erase_company", answers.TOMBSTONE, {}, "company:19"),
    ],
)
def test_the_entity_and_version_of_an_answer(
    operation: str, data: dict[str, Any], fields: dict[str, str], entity: str
) -> None:
    got = answer(operation, exchange(200, answers.success(data)), **fields)
    assert (got.outcome, got.entity, got.version, got.payload) == ("ok", entity, data["version"], data)
    assert got.schema is None


def test_a_session_is_told_as_its_user_without_tokens() -> None:
    got = answer("register", exchange(201, answers.success(answers.SESSION)))
    assert got.entity == "user:3"
    assert got.payload == answers.USER


def test_an_answer_without_a_thing_names_none() -> None:
    got = answer("logout", exchange(200, answers.success(None)))
    assert (got.outcome, got.entity, got.schema) == ("ok", None, None)


def test_an_answer_that_breaks_the_contract_is_still_an_answer() -> None:
    got = answer("post_message", exchange(201, {"ok": True}))
    assert (got.outcome, got.entity) == ("ok", None)
    assert got.schema == "answer: a successful answer is an object with data"


@pytest.mark.parametrize(
    ("got", "outcome", "status"),
    [
        (exchange(403, REFUSAL), "fail", "403"),
        (exchange(404, REFUSAL | {"code": "not_found"}), "fail", "404"),
        (exchange(404, REFUSAL | {"code": "not_served"}), "info", "404"),
        (exchange(405, REFUSAL | {"code": "method_not_allowed"}), "info", "405"),
        (exchange(404, {"detail": "Not Found"}), "info", "404"),
        (exchange(404, None), "info", "404"),
        (exchange(500, None), "info", "500"),
        (exchange(503, REFUSAL | {"code": "unavailable"}), "info", "503"),
        (exchange(None, None, "timeout"), "info", "timeout"),
        (exchange(None, None, "refused"), "fail", "refused"),
    ],
)
def test_other_outcomes(got: Exchange, outcome: str, status: str) -> None:
    told = answer("post_message", got)
    assert (told.outcome, told.status, told.entity) == (outcome, status, None)


def test_a_refusal_has_a_schema_but_a_failure_of_the_server_has_none() -> None:
    assert refusal_schema(exchange(403, REFUSAL)) is None
    assert refusal_schema(exchange(403, {"detail": "no"})) is not None
    assert refusal_schema(exchange(500, "oops")) is None
    assert refusal_schema(exchange(None, None, "reset")) is None


def test_whoever_is_let_in_takes_over_who_he_is() -> None:
    identity = Identity("Ana")
    admit(identity, WRITES["register"], exchange(201, answers.success(answers.SESSION)))
    assert (identity.id, identity.company) == ("user:3", "company:1")
    assert (identity.access_token, identity.refresh_token) == ("a.b.c", "r")
    admit(identity, WRITES["login"], exchange(401, REFUSAL))
    admit(identity, WRITES["post_message"], exchange(200, answers.success(answers.MESSAGE)))
    assert identity.access_token == "a.b.c"


@pytest.mark.parametrize(("answered", "last"), [([429, 429, 200], 200), ([401, 200], 401), ([429] * 9, 429)])
def test_patience_outlasts_too_many_and_nothing_else(
    answered: list[int], last: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    coming = iter(answered)
    exchanges = Exchanges(ssl.create_default_context())

    async def ask(*told: object) -> Exchange:
        return exchange(next(coming), None)

    monkeypatch.setattr(exchanges, "ask", ask)
    person = Identity("Ana", email="ana@example.com", password="secret!")
    with stamina.set_testing(True, attempts=3):
        got = anyio.run(exchanges.patiently, WRITES["erase_company"], credentials(person), person)
    assert got.status == last


@pytest.mark.parametrize(
    ("operation", "data", "beside", "fields", "entity"),
    [
        ("create_chatroom", answers.CHATROOM, {"members": []}, {}, "chatroom:7"),
        (
            "delete_chatroom",
            answers.TOMBSTONE,
            {"members": [], "isPrivate": True},
            {"channel": "chatroom:7"},
            "chatroom:7",
        ),
    ],
)
def test_what_the_contract_puts_beside_the_data_must_be_there(
    operation: str, data: dict[str, Any], beside: dict[str, Any], fields: dict[str, str], entity: str
) -> None:
    whole = answer(operation, exchange(200, answers.success(data, **beside)), **fields)
    assert (whole.entity, whole.version, whole.schema) == (entity, data["version"], None)
    got = answer(operation, exchange(200, answers.success(data)), **fields)
    assert (got.outcome, got.entity, got.schema) == ("ok", None, "answer.members: Field required")


def test_a_login_that_breaks_the_contract_fills_in_nothing() -> None:
    identity = Identity("Ana")
    for body in (None, {"data": {}}, answers.success({**answers.SESSION, "user": None})):
        admit(identity, WRITES["login"], exchange(200, body))
    assert (identity.id, identity.access_token) == ("", "")
