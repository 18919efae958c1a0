"""A declared backend is driven from its declaration alone: the orders of docs/examples."""

import tempfile
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from lockstep.clients.api import ApiClient, Exchange
from lockstep.clients.dialects.base import Frame
from lockstep.history.digest import digest
from lockstep.settings import Settings
from lockstep.targets.base import (
    Answer,
    ConnectArgs,
    ConnectRequest,
    Identity,
    Notice,
    Target,
    TargetFaultError,
    Write,
)
from lockstep.targets.external_adapter import target_class, target_in
from lockstep.targets.resources import Delete, Get, Patch, Post, Put, Request, Resource, Text
from lockstep.targets.rest import Account, Bearer, Cookie, JsonSocket, RestTarget

from tests.quality.tree import ROOT

ORDERS = ROOT / "docs" / "examples" / "orders.py"
pytestmark = pytest.mark.anyio
FIELDS: dict[str, Any] = {"status": "open", "item": "a bell", "note": "für später"}


class Company:
    """The people of a started target."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.people: list[Identity] = []

    async def enrol(self, name: str, *colleagues: Identity) -> Identity:
        identity = Identity(name, email=f"{name}{uuid.uuid4().hex}@example.com", password="a secret")
        await self.target.enrol(identity, list(colleagues), self.act)
        self.people.append(identity)
        return identity

    async def act(self, identity: Identity, operation: str, /, **fields: Any) -> Answer:
        write = Write(uuid.uuid4().hex, identity.person, operation, fields)
        return await self.target.perform(write, identity)


@pytest.fixture(autouse=True)
def _own_leases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
async def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Company]:
    monkeypatch.chdir(tmp_path)
    target = target_in(ORDERS, Settings())
    await target.start()
    own = Company(target)
    try:
        yield own
    finally:
        await target.stop()


async def test_a_thing_is_created_changed_read_and_deleted(company: Company) -> None:
    target, ana = company.target, await company.enrol("Ana")
    made = await company.act(ana, "create_order", **FIELDS)
    assert (made.outcome, made.version) == ("ok", 1)
    assert made.payload == {"id": made.body["id"], **FIELDS, "version": 1}
    changed = await company.act(ana, "change_order", ref=made.entity, status="paid")
    assert (changed.entity, changed.version, changed.payload["status"]) == (made.entity, 2, "paid")
    look = await target.read("read_order", ana, ref=made.entity)
    assert [(one.entity, one.version, one.digest) for one in look.shows] == [
        (made.entity, 2, digest(changed.payload))
    ]
    assert (await company.act(ana, "delete_order", ref=made.entity)).outcome == "ok"
    assert (await target.read("list_order", ana)).shows == ()


async def test_a_list_is_read_to_its_last_page(company: Company) -> None:
    ana = await company.enrol("Ana")
    made = [(await company.act(ana, "create_order", **FIELDS)).entity for _ in range(12)]
    look = await company.target.read("list_order", ana)
    assert [one.entity for one in look.shows] == made
    assert look.complete


async def test_a_rejection_is_one_by_its_status(company: Company) -> None:
    ana = await company.enrol("Ana")
    assert (await company.act(ana, "create_order", **FIELDS | {"status": "eaten"})).outcome == "fail"
    assert (await company.act(ana, "change_order", ref="order:999", status="paid")).outcome == "fail"
    assert (await company.target.read("read_order", ana, ref="order:999")).status == "403"


async def test_a_change_that_changes_nothing_causes_nothing(company: Company) -> None:
    target, ana = company.target, await company.enrol("Ana")
    made = await company.act(ana, "create_order", **FIELDS)
    for status, expected in (("open", 0), ("paid", 1)):
        write = Write(status, "Ana", "change_order", {"ref": made.entity, "status": status})
        answer = await target.perform(write, ana)
        assert len(target.effects(write, answer)) == expected


async def test_colleagues_share_a_company_and_others_do_not(company: Company) -> None:
    ana = await company.enrol("Ana")
    ben, zoe = await company.enrol("Ben", ana), await company.enrol("Zoe")
    assert ana.company == ben.company != zoe.company
    made = await company.act(ana, "create_order", **FIELDS)
    assert [one.entity for one in (await company.target.read("list_order", ben)).shows] == [made.entity]
    assert (await company.target.read("list_order", zoe)).shows == ()


async def test_somebody_without_an_address_gets_one(company: Company) -> None:
    identity = Identity("Dan")
    await company.target.enrol(identity, [], company.act)
    assert identity.email.startswith("dan.")
    assert identity.access_token


async def test_everything_is_removed(company: Company) -> None:
    ana = await company.enrol("Ana")
    await company.act(ana, "create_order", **FIELDS)
    assert await company.target.clean_up(company.people) == []
    assert await company.target.clean_up(company.people) == []
    again = await company.act(ana, "sign_in")
    assert again.outcome == "fail"


async def test_the_parts_report_their_health(company: Company) -> None:
    (row,) = await company.target.health()
    assert row.healthy
    company.target.go_to("http://127.0.0.1:9", "ws://127.0.0.1:9")
    (row,) = await company.target.health()
    assert not row.healthy


async def test_an_operation_that_nobody_declares_is_named(company: Company) -> None:
    ana = await company.enrol("Ana")
    with pytest.raises(
        TargetFaultError, match="target orders has no post_message: none of its resources declares it"
    ):
        await company.act(ana, "post_message")
    with pytest.raises(TargetFaultError, match="has no create_order"):
        await company.target.read("create_order", ana)


def test_a_socket_is_opened_with_what_the_login_gives() -> None:
    target, ana = target_class(ORDERS)(), Identity("Ana", access_token="abc")
    target.go_to("http://h", "ws://h/socket?v=1")
    args = target.connect_args(ConnectRequest(ana))
    assert (args.url, args.headers, args.channels) == ("ws://h/socket?v=1&token=abc", {}, ())
    assert target.subscribe("order/7") == ("watch", {"channel": "order/7"})
    assert target.unsubscribe("order/7") is None


def test_frames_that_answer_or_ping_are_understood() -> None:
    target = target_class(ORDERS)()
    assert target.greets
    assert target.notices(Frame("hello", False)) == [Notice("authenticated", "done")]
    watching = Frame("watching", False, "order/7", ref="1", body={}, answers="watch")
    assert target.notices(watching) == [Notice("subscribe", "done", "order/7")]
    assert target.notices(Frame("error", False, "order/7", ref="1", body={}, answers="watch")) == []
    assert target.replies(Frame("ping", False)) == [("pong", None)]
    assert target.replies(watching) == []


class Given(RestTarget):
    """Accounts that exist, in two companies; connecting subscribes."""

    name = "given"
    api_base_url, websocket_url = "http://127.0.0.1:9", "ws://127.0.0.1:9/{run}"
    headers: ClassVar[dict[str, str]] = {"X-Run": "{run}"}
    login = Cookie(
        name="sid",
        accounts=(
            Account(email="a@x", password="1", company="acme"),
            Account(email="b@x", password="2", company="acme"),
            Account(email="c@x", password="3", company="other"),
        ),
    )
    socket = JsonSocket()
    resources = (Resource("order", collection="orders", create=Post("/orders"), delete=Delete("/orders/{id}")),)


async def test_given_accounts_are_taken_once_each_by_company() -> None:
    own = Company(Given())
    ana = await own.enrol("Ana")
    ben, zoe = await own.enrol("Ben", ana), await own.enrol("Zoe")
    assert [one.email for one in (ana, ben, zoe)] == ["a@x", "b@x", "c@x"]
    assert [one.company for one in (ana, ben, zoe)] == ["acme", "acme", "other"]
    with pytest.raises(TargetFaultError, match="no further account in the company of Ana for Cleo: declare more"):
        await own.enrol("Cleo", ana)
    assert await own.target.clean_up([ana, ben]) == []
    assert (await own.enrol("Dan")).email == "a@x"


async def test_given_companies_are_used_one_after_the_other() -> None:
    class Tenants(Given):
        login = Bearer(companies=("acme",))

    own = Company(Tenants())
    assert (await own.enrol("Ana")).company == "acme"
    with pytest.raises(TargetFaultError, match="has only 1 companies, and this scenario needs one more"):
        await own.enrol("Zoe")


def test_a_cookie_and_own_headers_go_with_the_handshake() -> None:
    target = Given()
    args = target.connect_args(ConnectRequest(Identity("Ana", access_token="abc"), ("orders",)))
    assert args == ConnectArgs(
        f"ws://127.0.0.1:9/{target.run}", {"X-Run": target.run, "Cookie": "sid=abc"}, channels=("orders",)
    )
    assert target.subscribe("orders") is None


async def test_without_addresses_nothing_starts() -> None:
    class Nowhere(Given):
        api_base_url, websocket_url = "", ""

    with pytest.raises(TargetFaultError, match="target given has no addresses: set API_BASE_URL and WEBSOCKET_URL"):
        await Nowhere().start()


async def test_a_backend_that_does_not_answer_refuses() -> None:
    own = Company(Given())
    ana = await own.enrol("Ana")
    answer = await own.act(ana, "create_order")
    assert (answer.outcome, answer.status) == ("fail", "refused")
    await own.target.stop()


def test_a_declared_request_is_a_request() -> None:
    assert all(isinstance(one.create, Request) for one in target_class(ORDERS).resources)


class Shared(RestTarget):
    """Everybody sees everything of every run; items bear the prefix of their run."""

    name = "shared"
    resources = (
        Resource(
            "order",
            collection="orders",
            fields={"item": Text(unique=True)},
            create=Post("/orders"),
            delete=Delete("/orders/{id}"),
            list=Get("/orders", items="items"),
            events={"made": "create", "gone": "delete"},
        ),
    )


def told(kind: str, **data: Any) -> Frame:
    return Frame(kind, True, "orders", entity=str(data["id"]), data=data, body={})


def test_what_another_run_made_is_no_event() -> None:
    target = Shared()
    assert target.normalise(told("made", id=1, item="lsother first draft 1")) == []
    assert target.normalise(told("gone", id=1)) == []
    (event,) = target.normalise(told("made", id=2, item=f"{target.run} first draft 1"))
    assert event.entity == "order:2"
    assert [one.entity for one in target.normalise(told("gone", id=2))] == ["order:2"]


async def test_what_another_run_made_is_not_read_and_what_was_made_without_an_answer_is_removed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = Company(Shared())
    ana = await own.enrol("Ana")
    asked: list[tuple[str, str]] = []
    items = [{"id": 1, "item": "lsother bell 1"}, {"id": 2, "item": f"{own.target.run} bell 1"}]

    async def request(client: object, method: str, path: str, **given: object) -> Exchange:
        del client, given
        asked.append((method, path))
        status, body = {"GET": (200, {"items": items}), "POST": (503, None), "DELETE": (204, None)}[method]
        return Exchange(method, path, None, status, None, {}, "", body, 0, 0)

    monkeypatch.setattr(ApiClient, "request", request)
    assert [one.entity for one in (await own.target.read("list_order", ana)).shows] == ["order:2"]
    assert (await own.act(ana, "create_order", item="a bell")).outcome == "info"
    assert await own.target.clean_up([ana]) == []
    assert asked[-1] == ("DELETE", "/orders/2")
    assert ("DELETE", "/orders/1") not in asked


async def test_an_id_goes_into_a_body_as_the_backend_gave_it(company: Company) -> None:
    target, ana = company.target, await company.enrol("Ana")
    assert isinstance(target, RestTarget)
    made = await company.act(ana, "create_order", **FIELDS)
    assert target.values(ana, {"ref": made.entity, "parent": made.entity})["parent_id"] == made.body["id"]
    assert target.values(ana, {"ref": "order:999"})["id"] == "999"


async def test_a_change_by_put_sends_the_whole_thing(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await company.enrol("Ana")
    made = await company.act(ana, "create_order", **FIELDS)
    declared = vars(company.target)["_operations"]
    resource, verb, _ = declared["change_order"]
    sent: list[Any] = []

    async def ask(request: Request, identity: Identity, fields: Any, supplied: Any, write: Write) -> Any:
        sent.append((request.method, dict(supplied), fields["item"]))
        return await asked(Patch("/orders/{id}"), identity, fields, supplied, write)

    asked = company.target.ask  # type: ignore[attr-defined]
    monkeypatch.setitem(declared, "change_order", (resource, verb, Put("/orders/{id}")))
    monkeypatch.setattr(company.target, "ask", ask)
    changed = await company.act(ana, "change_order", ref=made.entity, status="paid")
    assert sent == [("PUT", FIELDS | {"status": "paid"}, FIELDS["item"])]
    assert changed.payload == {"id": made.body["id"], **FIELDS, "status": "paid", "version": 2}
