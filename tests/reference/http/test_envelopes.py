"""The envelopes that OpenAPI shows are those of the answers really given."""

from typing import Any

import httpx
import pytest
from lockstep.reference import representations
from lockstep.reference.http import envelopes
from lockstep.reference.http.envelopes import Success
from lockstep.reference.representations import Company, Invitation, Me, Membership, Message, Session, User
from pydantic import TypeAdapter

from tests.reference.wire import PASSWORD, Person, email

pytestmark = pytest.mark.anyio


def _is(answer: Any, envelope: Any) -> None:
    """The answer is of this type, with no field more and none less, however deep."""
    assert TypeAdapter(envelope).validate_python(answer) == answer


async def test_answers_are_of_the_envelopes_told(http: httpx.AsyncClient, ana: Person, ben: Person) -> None:
    created = await ana.do("POST", "/chatrooms", {"name": "design", "memberIds": [ben.id]})
    room = created["data"]["id"]
    _is(created, envelopes.ChatroomAnswer)
    _is(await ana.do("PUT", f"/chatrooms/{room}", {"name": "e"}), envelopes.ChatroomAnswer)
    _is(await ana.do("GET", f"/chatrooms/{room}"), envelopes.PlacedChatroomAnswer)
    _is(await ana.do("GET", "/chatrooms"), envelopes.ChatroomsAnswer)
    _is(await ana.do("DELETE", f"/chatrooms/{room}/members/{ben.id}"), Success[Membership])
    message = await ana.do("POST", "/messages", {"chatroomId": room, "content": "x"})
    _is(message, Success[Message])
    _is(await ana.do("GET", f"/messages/chatroom/{room}"), envelopes.PageAnswer)
    _is(await ana.do("DELETE", f"/messages/{message['data']['id']}"), Success[representations.Tombstone])
    _is(await ana.do("DELETE", f"/chatrooms/{room}"), envelopes.DeletedChatroomAnswer)
    _is(await ana.do("GET", "/companies/me"), Success[Company])
    _is(await ana.do("GET", "/companies/me/members"), envelopes.PeopleAnswer)
    _is(await ana.do("POST", "/invitations", {"email": email()}), envelopes.InvitationAnswer)
    _is(await ana.do("GET", "/invitations"), Success[list[Invitation]])
    _is(await ana.do("DELETE", f"/companies/members/{ben.id}"), envelopes.RemovalAnswer)
    _is(await ana.do("GET", "/auth/me"), Success[Me])
    _is(await ana.do("GET", "/users/me"), Success[User])
    login = {"email": ana.session["user"]["email"], "password": PASSWORD}
    _is((await http.post("/auth/login", json=login)).json(), Success[Session])
    _is((await http.get("/auth/me")).json(), envelopes.Failure)
    _is((await http.get("/health")).json(), Success[envelopes.Health])
    _is((await http.get("/health/database")).json(), Success[envelopes.DatabasePart])
    _is(await ana.do("POST", "/auth/logout"), Success[None])


async def test_openapi_describes_answers_and_failures(http: httpx.AsyncClient) -> None:
    page = (await http.get("/openapi.json")).json()
    post = page["paths"]["/api/v1/messages"]["post"]["responses"]
    assert sorted(post) == ["201", "422", "4XX", "503"]
    schema = page["components"]["schemas"]["Message"]
    assert set(schema["required"]) == set(representations.Message.__annotations__)
    undescribed = [
        f"{method} {path}"
        for path, methods in page["paths"].items()
        for method, route in methods.items()
        if route["responses"].get("200", route["responses"].get("201"))["content"]["application/json"]["schema"] == {}
    ]
    assert undescribed == []
