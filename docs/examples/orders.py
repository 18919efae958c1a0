"""The adapter of the small backend in orders_server.py: it declares, and programs nothing."""

import sys
from pathlib import Path

from lockstep.history.rows import Promises
from lockstep.targets.resources import SILENT, Delete, Field, Get, Patch, Post, Resource, Text
from lockstep.targets.rest import Bearer, JsonSocket, RestTarget

NAMED = {"name": "{email}", "password": "{password}"}
ORDER = Resource(
    "order",
    channel="order/{id}",
    collection="orders/{company}",
    version="version",
    fields={
        "status": Field(samples=("open", "paid", "shipped"), invalid=("eaten", None, 7)),
        "item": Text(longest=100, samples=("a bicycle", "a bell")),
        "note": Text(longest=500),
    },
    create=Post("/orders", headers={"Idempotency-Key": "{key}"}),
    change=Patch("/orders/{id}", headers={"If-Match": "{based_on}"}),
    delete=Delete("/orders/{id}"),
    read=Get("/orders/{id}"),
    list=Get("/orders", items="items", cursor="next", parameter="after"),
    revoke=Post("/orders/{id}/hidden", {"account": "{member}"}, entity=None),
    events={"order.created": "create", "order.changed": "change", "order.deleted": "delete"},
    no_op=SILENT,
)
COURIER = Resource(
    "courier",
    collection="couriers/{company}",
    fields={
        "area": Text(longest=100, samples=("the harbour", "the old town")),
        "available": Field(samples=(True, False), invalid=("perhaps",)),
    },
    create=Post("/couriers"),
    change=Patch("/couriers/{id}"),
    read=Get("/couriers/{id}"),
    list=Get("/couriers", items="items", cursor="next", parameter="after"),
    events={"courier.created": "create", "courier.changed": "change"},
    no_op=SILENT,
)


class Orders(RestTarget):
    """The small backend, which this adapter starts and ends itself."""

    name = "orders"
    start_command = (sys.executable, str(Path(__file__).with_name("orders_server.py")))
    api_base_url = "http://127.0.0.1:{port}"
    websocket_url = "ws://127.0.0.1:{port}/socket"
    health_path = "/health"
    login = Bearer(
        sign_up=Post("/accounts", {**NAMED, "company": "{company}"}),
        sign_in=Post("/login", NAMED, form=True),
        remove=Delete("/companies/mine"),
        id="id",
        socket="query",
    )
    socket = JsonSocket(
        items="events",
        channel="topic",
        seq="n",
        command={"type": "{kind}", "topic": "{channel}", "after": "{after}", "ref": "{ref}"},
        greeting="hello",
        pings={"ping": "pong"},
    )
    subscribing = ("watch", {"channel": "{channel}"})
    resuming = ("resume", {"after": "{positions}"})
    resources = (ORDER, COURIER)
    readers = "company"
    promises = Promises(
        numbers=True,
        order="channel",
        agreement=True,
        idempotency=True,
        drain_ms=100,
    )
    needs_met = frozenset({"companies", "resume", "resume-several"})
