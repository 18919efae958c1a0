"""The API over HTTP: envelope, refusals, request ids, isolation, documentation; each route once, healthy."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from lockstep.reference.domain import requests

from tests.reference.process import Started
from tests.reference.wire import PASSWORD, Person, email, register

pytestmark = pytest.mark.anyio


async def test_every_route_answers_as_the_table_says(http: httpx.AsyncClient, ana: Person, ben: Person) -> None:
    me = (await ana.do("GET", "/auth/me"))["data"]
    assert me == {"user": ana.session["user"], "company": ana.session["company"]}
    assert (await ana.do("GET", "/users/me"))["data"] == me["user"]
    assert (await ana.do("PUT", "/users/me", {"fullName": "Anna"}))["data"]["version"] == 2
    company = await ana.do("PUT", "/companies/me", {"name": "New"})
    assert company == await ana.do("GET", "/companies/me")
    members = await ana.do("GET", "/companies/me/members")
    assert [person["id"] for person in members["data"]] == [ana.id, ben.id]
    assert members["members"][1] == ben.session["membership"]
    assert members["position"]["seq"] == 1

    created = await ana.do("POST", "/chatrooms", {"name": "design", "description": "d", "memberIds": [ben.id]})
    room = created["data"]["id"]
    got = await ben.do("GET", f"/chatrooms/{room}")
    assert (got["data"], got["members"]) == (created["data"], created["members"])
    listed = await ben.do("GET", "/chatrooms")
    assert listed["data"] == [created["data"]]
    assert (listed["position"]["seq"], listed["ownPosition"]["seq"]) == (2, 0)
    assert (await ana.do("PUT", f"/chatrooms/{room}", {"name": "e"}))["members"] == created["members"]
    left = await ana.do("DELETE", f"/chatrooms/{room}/members/{ben.id}")
    assert left["data"]["version"] == 2
    assert (await ana.do("POST", f"/chatrooms/{room}/members/{ben.id}"))["data"]["version"] == 3

    message = await ben.post(room)
    assert (await ana.do("GET", f"/messages/{message['id']}"))["data"] == message
    edited = (await ben.do("PUT", f"/messages/{message['id']}", {"content": "changed"}))["data"]
    page = await ana.do("GET", f"/messages/chatroom/{room}")
    assert (page["data"], page["nextCursor"]) == ([edited], None)
    assert (await ben.do("DELETE", f"/messages/{message['id']}"))["data"]["version"] == 3
    gone = await ana.do("DELETE", f"/chatrooms/{room}")
    assert (gone["data"]["version"], gone["isPrivate"], len(gone["members"])) == (3, False, 2)

    invited = await ana.do("POST", "/invitations", {"email": email()})
    valid = await http.get(f"/invitations/validate/{invited['token']}")
    assert valid.json()["data"] == invited["data"]
    assert (await ana.do("GET", "/invitations"))["data"][-1] == invited["data"]
    assert (await ana.do("DELETE", f"/invitations/{invited['data']['id']}"))["data"]["version"] == 2

    removed = await ana.do("DELETE", f"/companies/members/{ben.id}")
    assert (removed["data"]["version"], removed["left"]) == (2, [])
    change = {"currentPassword": PASSWORD, "newPassword": "new-horse!"}
    assert (await ana.do("PUT", "/users/me/password", change))["data"]["version"] == 3
    login = await http.post("/auth/login", json={"email": me["user"]["email"], "password": "new-horse!"})
    again = Person(http, ana.ws, login.json()["data"])
    turned = await http.post("/auth/refresh", json={"refreshToken": again.session["refreshToken"]})
    assert turned.status_code == 200
    assert (await again.do("POST", "/auth/logout"))["data"] is None
    assert await again.refused("GET", "/auth/me") == (401, "unauthenticated")
    assert (await ana.do("DELETE", "/companies/me", {"password": "new-horse!"}))["data"]["version"] == 3
    assert await ana.refused("GET", "/auth/me") == (401, "unauthenticated")


async def test_creating_answers_201_and_everything_else_200(ana: Person) -> None:
    created = await ana.ask("POST", "/chatrooms", json={"name": "design"})
    got = await ana.ask("GET", "/chatrooms")
    assert (created.status_code, got.status_code) == (201, 200)


@pytest.mark.parametrize(
    ("request_", "body", "refusal", "field"),
    [
        ("POST /messages", "{", (400, "malformed"), None),
        ("POST /messages", "[]", (400, "malformed"), None),
        ("POST /messages", "", (400, "malformed"), None),
        ("POST /messages", "\xff", (400, "malformed"), None),
        ("POST /messages", "[" * 100_000, (400, "malformed"), None),
        ("POST /messages", '{"content": "x"}', (422, "invalid"), "chatroomId"),
        ("POST /messages", '{"chatroomId": "1", "content": "x"}', (422, "invalid"), "chatroomId"),
        ("POST /messages", '{"chatroomId": true, "content": "x"}', (422, "invalid"), "chatroomId"),
        ("POST /messages", '{"chatroomId": 1e30, "content": "x"}', (422, "invalid"), "chatroomId"),
        ("POST /messages", '{"chatroomId": 9223372036854775808, "content": "x"}', (422, "invalid"), "chatroomId"),
        ("POST /messages", '{"chatroomId": 9223372036854775807, "content": "x"}', (404, "not_found"), None),
        ("POST /messages", '{"chatroomId": 1, "content": " "}', (422, "invalid"), "content"),
        ("POST /messages", '{"chatroomId": 1, "content": "\\ud800"}', (422, "invalid"), "content"),
        ("POST /messages", '{"chatroomId": 1, "content": "x", "more": 1}', (422, "invalid"), "more"),
        ("PUT /chatrooms/1", "{}", (422, "invalid"), "body"),
        ("PUT /chatrooms/1", '{"isPrivate": true}', (422, "invalid"), "isPrivate"),
        ("GET /messages/x", "", (404, "not_found"), None),
        ("GET /messages/0", "", (404, "not_found"), None),
        ("GET /messages/9223372036854775808", "", (404, "not_found"), None),
        ("GET /messages/chatroom/1?limit=0", "", (422, "invalid"), "limit"),
        ("GET /messages/chatroom/1?limit=201", "", (422, "invalid"), "limit"),
        ("GET /messages/chatroom/1?cursor=x", "", (422, "invalid"), "cursor"),
        ("GET /nowhere", "", (404, "not_served"), None),
        ("PATCH /messages/1", "{}", (405, "method_not_allowed"), None),
    ],
)
async def test_refusals(ana: Person, request_: str, body: str, refusal: tuple[int, str], field: str | None) -> None:
    method, path = request_.split(" ")
    content = body.encode("latin-1") or None
    answer = await ana.ask(method, path, content=content, headers={"Content-Type": "application/json"})
    told = answer.json()
    assert (told["status"], answer.status_code, told["code"]) == ("error", *refusal), told
    assert list(told.get("details", {}).get("fields", {})) == ([] if field is None else [field])
    assert told["message"]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("email", ["", "ana", "ana@home", "a b@example.org", "a@b@example.org", "x" * 250 + "@e.org"]),
        ("password", ["", "short!1", "longbutplain1", "!" * 129]),
        ("fullName", ["", " ", "x" * 201]),
        ("companyName", ["", None]),
    ],
)
async def test_registering_wants_every_field_right(http: httpx.AsyncClient, field: str, values: list[Any]) -> None:
    good = {"email": email(), "password": PASSWORD, "fullName": "Ana", "companyName": "Acme"}
    for value in values:
        answer = await http.post("/auth/register", json=good | {field: value})
        assert (answer.status_code, list(answer.json()["details"]["fields"])) == (422, [field]), value
        assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    ("header", "reason"),
    [(None, "missing"), ("Basic abc", "missing"), ("Bearer", "missing"), ("Bearer nonsense", "malformed")],
)
async def test_without_a_good_token_nothing_is_told(http: httpx.AsyncClient, header: str | None, reason: str) -> None:
    answer = await http.get("/chatrooms", headers={} if header is None else {"Authorization": header})
    assert (answer.status_code, answer.json()["details"]) == (401, {"reason": reason})
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_another_company_sees_nothing(ana: Person, http: httpx.AsyncClient) -> None:
    stranger = await register(http, ana.ws)
    room = await ana.chatroom()
    message = await ana.post(room)
    invitation = (await ana.do("POST", "/invitations", {"email": email()}))["data"]
    for method, path, body in (
        ("GET", f"/chatrooms/{room}", None),
        ("PUT", f"/chatrooms/{room}", {"name": "x"}),
        ("DELETE", f"/chatrooms/{room}", None),
        ("POST", f"/chatrooms/{room}/members/{stranger.id}", None),
        ("DELETE", f"/chatrooms/{room}/members/{ana.id}", None),
        ("POST", "/messages", {"chatroomId": room, "content": "x"}),
        ("GET", f"/messages/{message['id']}", None),
        ("PUT", f"/messages/{message['id']}", {"content": "x"}),
        ("DELETE", f"/messages/{message['id']}", None),
        ("GET", f"/messages/chatroom/{room}", None),
        ("DELETE", f"/companies/members/{ana.id}", None),
        ("DELETE", f"/invitations/{invitation['id']}", None),
    ):
        theirs = await stranger.ask(method, path, **({} if body is None else {"json": body}))
        nowhere = path.replace(str(room), "999999") if str(room) in path else path
        assert (theirs.status_code, theirs.json()["code"]) == (404, "not_found"), path
        if nowhere != path:
            never = await stranger.ask(method, nowhere, **({} if body is None else {"json": body}))
            assert never.json() == theirs.json()
    assert (await stranger.do("GET", "/chatrooms"))["data"] == []
    assert [person["id"] for person in (await stranger.do("GET", "/companies/me/members"))["data"]] == [stranger.id]


async def test_a_key_used_twice_at_once_makes_one_message(ana: Person) -> None:
    room = await ana.chatroom()
    body = {"chatroomId": room, "content": "hello"}
    answers = await asyncio.gather(*(ana.do("POST", "/messages", body, Idempotency_Key="key") for _ in range(20)))
    assert all(answer == answers[0] for answer in answers)
    assert len((await ana.do("GET", f"/messages/chatroom/{room}"))["data"]) == 1
    other = body | {"content": "other"}
    assert await ana.refused("POST", "/messages", other, Idempotency_Key="key") == (422, "invalid")
    assert await ana.refused("POST", "/messages", body, Idempotency_Key="x" * 129) == (422, "invalid")


async def test_a_request_id_is_adopted_where_it_can_be_and_made_otherwise(ana: Person, server: Started) -> None:
    answer = await ana.ask("GET", "/chatrooms", headers={"X-Request-Id": "mine-1"})
    assert answer.headers["X-Request-Id"] == "mine-1"
    line = await asyncio.to_thread(server.until_logged, '"requestId":"mine-1"')
    expected = {"message": "request", "method": "GET", "route": "/chatrooms", "status": 200, "userId": ana.id}
    assert expected.items() <= line.items()
    for given in ("two words", "x" * 129, ""):
        made = (await ana.ask("GET", "/chatrooms", headers={"X-Request-Id": given})).headers["X-Request-Id"]
        assert made not in {given, "mine-1"}
        assert len(made) == 16
    refused = await ana.ask("GET", "/chatrooms/999999", headers={"X-Request-Id": "mine-2"})
    assert refused.headers["X-Request-Id"] == "mine-2"


async def test_health_tells_each_part_and_the_counts(http: httpx.AsyncClient, ana: Person) -> None:
    health = (await http.get("/health")).json()["data"]
    assert health["healthy"]
    assert sorted(health["parts"]) == ["api", "database", "disk", "socket"]
    assert all(part["healthy"] and part["detail"] for part in health["parts"].values())
    tables = (await http.get("/health/database")).json()["data"]["tables"]
    assert set(tables) == {
        "chatrooms", "companies", "families", "idempotency", "invitations", "memberships", "messages", "outbox",
        "rooms", "threads", "users",
    }  # fmt: skip
    assert tables["users"] >= 1
    assert (await http.get("/health/ready")).json()["data"]["healthy"]
    assert (await http.get("/health/live")).json()["data"]["healthy"]


async def test_table_and_openapi_name_the_same_routes(http: httpx.AsyncClient) -> None:
    served = {
        f"{method.upper()} {path.removeprefix('/api/v1/')}"
        for path, methods in (await http.get("/openapi.json")).json()["paths"].items()
        for method in methods
    }
    rows = re.findall(r"^    (GET|POST|PUT|DELETE) (.*?)  ", str(requests.__doc__), re.MULTILINE)
    table = {f"{method} {path}" for method, paths in rows for path in paths.split(", ")}
    assert {re.sub(r"{.*?}", "{}", route) for route in served} == {re.sub(r"{.*?}", "{}", route) for route in table}


async def test_erasure_leaves_no_row_of_the_company(http: httpx.AsyncClient, server: Started) -> None:
    async def users() -> dict[str, int]:
        return (await http.get("/health/database")).json()["data"]["tables"]

    owner = await register(http, server.ws)
    ben = await owner.colleague()
    room = await owner.chatroom(ben)
    await ben.do("POST", "/messages", {"chatroomId": room, "content": "x"}, Idempotency_Key="k")
    thread = (await owner.do("POST", "/threads", {"chatroomId": room, "title": "t"}))["data"]["id"]
    await ben.do("POST", "/messages", {"threadId": thread, "content": "x"})
    await owner.do("DELETE", f"/companies/members/{ben.id}")
    full = await users()
    await owner.do("DELETE", "/companies/me", {"password": PASSWORD})
    empty = await users()
    lost = {table: full[table] - empty[table] for table in full}
    assert lost == {
        "chatrooms": 1, "companies": 1, "families": 1, "idempotency": 1, "invitations": 1, "memberships": 5,
        "messages": 2, "outbox": 8, "rooms": 5, "threads": 1, "users": 2,
    }  # fmt: skip
