"""A scene whose target has orders, for tests of what people do with resources."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lockstep.history.rows import Shown
from lockstep.running.scene.scene import Scene
from lockstep.targets.base import Answer, Identity, Look, Write
from lockstep.targets.resources import Resource

from tests.running.acted import Office, scene
from tests.targets.resources.made import order

SHOP = Resource("shop", create=order().create)
ITEM = order(parent="shop")


class Shop:
    """Keeps what is written; a value is kept as `spoils` says, and writes are answered with `status`."""

    def __init__(self) -> None:
        self.things: dict[str, dict[str, Any]] = {}
        self.spoils: dict[str, Any] = {}
        self.refuses: set[Any] = set()
        self.asked: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)

    async def perform(self, write: Write, identity: Identity) -> Answer:
        verb, _, kind = write.operation.partition("_")
        if not kind:
            return Answer("ok", "201")
        self.asked.append(write.fields)
        given = {name: self.spoils.get(name, value) for name, value in write.fields.items() if name in ITEM.fields}
        if self.refuses.intersection(given.values()):
            return Answer("fail", "422")
        ref = write.fields.get("ref") or f"{kind}:{next(self._numbers)}"
        if verb == "delete":
            del self.things[ref]
            return Answer("ok", "204", ref)
        self.things.setdefault(ref, {}).update(given)
        return Answer("ok", "201", ref, payload={"id": ref, **self.things[ref]})

    async def read(self, operation: str, identity: Identity, **fields: Any) -> Look:
        shown = {fields["ref"]: self.things[fields["ref"]]} if "ref" in fields else self.things
        return Look("200", tuple(Shown(entity=ref, payload=one) for ref, one in shown.items()))


@contextmanager
def shop_scene(folder: Path, *resources: Resource) -> Iterator[tuple[Scene, Shop]]:
    """The scene and what its target keeps. Ana works there."""
    shop = Shop()
    with scene(folder, loss_ms=300) as made:
        if not isinstance(made.target, Office):
            raise TypeError("an Office is needed")
        vars(made.target).update(
            perform=shop.perform, read=shop.read, resources=resources or (SHOP, order()), run="run1"
        )
        made.enrol("Ana")
        yield made, shop
