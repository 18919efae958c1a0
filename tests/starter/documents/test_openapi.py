"""Declarations from OpenAPI documents of many shapes."""

import json
from typing import Any

import pytest
from lockstep.reference.http.api import application
from lockstep.starter.documents.openapi import address
from lockstep.starter.documents.reading import document

from tests.quality.tree import ROOT
from tests.starter.documents.built import api, both, shape

KIND = """
paths:
  /things:
    post:
      requestBody: {content: {application/json: {schema: {properties: {name: {type: string}}}}}}
      responses: {"201": {content: {application/json: {schema: {properties: {id: {}, name: {}}}}}}}
  /things/{id}: {delete: {responses: {"204": {}}}}
"""


def test_the_orders_are_declared() -> None:
    name = "orders.openapi.yaml"
    text = both(document(name, (ROOT / "docs" / "examples" / name).read_bytes(), "openapi"), None)
    for part in (
        'version="version"',
        '"item": Text(longest=100, invalid=("x" * 101, "", None, []))',
        '"status": Field(samples=("open", "paid", "shipped"), invalid=("none of these", None, []))',
        'change=Patch("/orders/{id}")',
        'list=Get("/orders", items="items", cursor="next", parameter="after")',
        'sign_up=Post("/accounts", {"name": "{email}", "password": "{password}", "company": "{company}"})',
        'sign_in=Post("/login", {"name": "{email}", "password": "{password}"}, form=True)',
        'remove=Delete("/companies/mine")',
        'health_path = "/health"',
        'api_base_url = "http://127.0.0.1:8000"',
    ):
        assert part in text


def test_alternatives_null_and_whole_replacement_in_3_0() -> None:
    draft, text = shape("pets.openapi.json")
    for part in (
        'create=Post("/pets", {"name": "{name}", "born": "{born}", "weight": "{weight}",',
        '"kind": "cat", "indoor": "{indoor}"}), change=Put("/pets/{id}", {"name": "{name}",',
        '"born": Field(samples=("2030-01-31", "2030-02-28"), invalid=("no such thing", None, []))',
        '"colour": Field(samples=("black", "white"), invalid=("none of these", []))',
        '"weight": Field(samples=(1, 2, 90), invalid=(0, 91, "many", None))',
        'headers = {"X-Api-Key": X_API_KEY}',
        'class PetShop2Nd(RestTarget): """Pet shop (2nd)."""',
        "The document says https://eu.pets.example.com/v2; is that one that may be tested?",
    ):
        assert part in text
    assert "list=" not in text
    assert "login" not in text
    assert draft.left_out == [
        "POST /pets: of 2 alternatives of its body only the first is declared",
        "chip of a pet: it is not needed, and answers do not show it, it names something else, or no value is known",
        "GET /pets: its pages are counted (page), and only a cursor can be declared",
        "PUT /pets/{petId}/photo: is no create, change, delete, read or list of a kind of thing",
        "GET /statuses: is no create, change, delete, read or list of a kind of thing",
    ]


def test_nested_things_tenants_and_headers_in_3_1() -> None:
    draft, text = shape("projects.openapi.yaml")
    for part in (
        'X_REGION = Question("Which value has X-Region in the headers of requests?',
        '"due_date": Field(samples=("2030-01-31", "2030-02-28"), path="due-date", invalid=("no such thing", []))',
        'create=Post("/{company}/projects", {"title": "{title}", "due-date": "{due_date}", "channel":',
        'headers={"X-Region": X_REGION, "Idempotency-Key": "{key}"}, entity="data"',
        '"channel": "{project_channel}"}, entity=None)',
        'list=Get("/{company}/projects", items="data", cursor="meta.next_page_token", parameter="page_token")',
        'TASK = Resource("task",',
        'parent="project", parent_id="projectId",',
        'create=Post("/{company}/projects/{parent_id}/tasks")',
        'change=Patch("/tasks/{id}")',
        'id="commentId", parent="task"',
        'change=Patch("/tasks/{parent_id}/comments/{id}")',
        "Tokens are had at https://id.example.com/oauth/token: which path is that below the API's address?",
    ):
        assert part in text
    assert [kind.name for kind in draft.kinds] == ["project", "task", "comment"]
    told = "\n".join(draft.left_out)
    for part in ("votes: needs the ids of several", "archive: is no create", "PUT /settings", "secret of a project"):
        assert part in told


def test_wrapped_bodies_slugs_and_cookies() -> None:
    draft, text = shape("articles.openapi.yaml")
    for part in (
        'id="slug"',
        'create=Post("/articles", {"article": {"title": "{title}", "body": "{body}"}}, entity="article")',
        "May two things of this kind have the same title? POST can answer 409.",
        'list=Get("/articles", items="articles")',
        'login = Cookie(name="sid", sign_in=Post("/session", {"username": "{email}", "password": "{password}"})',
        'id="user.id"',
    ):
        assert part in text
    assert draft.left_out == []


def test_the_reference_backend_is_declared_from_its_own_document() -> None:
    written = application(_Nothing()).openapi()  # type: ignore[arg-type]
    text = both(document("reference.json", json.dumps(written).encode(), "openapi"), None)
    for part in (
        'change=Put("/api/v1/messages/{id}", entity="data")',
        'create=Post("/api/v1/threads", {"chatroomId": "{parent_id}", "title": "{title}"},',
        'query={"chatroomId": "{parent_id}"}',
        'refresh=Post("/api/v1/auth/refresh", {"refreshToken": "{refresh_token}"})',
        'token="data.accessToken"',
    ):
        assert part in text


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("http://localhost:8000/", True),
        ("http://[::1]:1/api", True),
        ("https://api.example.com", False),
        ("ws://localhost", False),
        ("/api", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_an_address_of_this_machine_is_used_unasked(given: str, is_kept: bool) -> None:
    assert (address(given, ("http", "https"), "Which?") == given.rstrip("/")) is is_kept


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ("/x: {get: {}}", 'delete=Delete("/things/{id}")'),
        ("/token: {post: {requestBody: 7}}", "How do people log in?"),
        ("/login: {post: {responses: {}}}", 'sign_in=Post("/login", Question(\'What does POST /login send?'),
    ],
)
def test_what_a_document_leaves_open_is_asked(more: str, part: str) -> None:
    assert part in both(api(f"{KIND.rstrip()}\n  {more}\n"), None)


class _Nothing:
    """Whatever it is asked for, it has."""

    def __getattr__(self, name: str) -> Any:
        return _Nothing()

    def __call__(self, *_: Any, **__: Any) -> Any:
        return _Nothing()
