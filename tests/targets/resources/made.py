"""A resource for tests."""

from typing import Any

from lockstep.targets.resources import SILENT, Delete, Field, Get, Patch, Post, Resource, Text


def order(**changes: Any) -> Resource:
    """Orders, as a whole backend would declare them."""
    given: dict[str, Any] = {
        "channel": "order:{id}",
        "collection": "orders:{company}",
        "version": "version",
        "fields": {"status": Field(samples=("open", "paid"), invalid=("eaten",)), "note": Text(longest=40)},
        "create": Post("/orders", headers={"Idempotency-Key": "{key}"}),
        "change": Patch("/orders/{id}", headers={"If-Match": "{based_on}"}),
        "delete": Delete("/orders/{id}"),
        "read": Get("/orders/{id}"),
        "list": Get("/orders", items="data", cursor="next"),
        "revoke": Post("/orders/{id}/hidden", {"account": "{member}"}, entity=None),
        "events": {"order.created": "create", "order.updated": "change", "order.deleted": "delete"},
        "no_op": SILENT,
    }
    return Resource("order", **{**given, **changes})
