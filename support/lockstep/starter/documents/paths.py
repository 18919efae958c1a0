"""Groups the operations of an OpenAPI document by the kind of thing they are about.

`/orders` and `/orders/{id}` are one kind: POST creates, PATCH or PUT changes, DELETE deletes, GET reads or lists.
What lies below `/orders/{id}` is in an order. Nothing else is a kind: an action such as `/orders/{id}/pay`, or what
there is one of, such as `/settings`.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from lockstep.starter.documents.names import dashed, singular
from lockstep.starter.documents.operations import Operation, last_parameter
from lockstep.targets.resources import Verb

Makes = Callable[[Operation], bool]


@dataclass(slots=True)
class Group:
    """The operations of one kind. collection: the path of all; parameter: that of the id in the path of one."""

    collection: str
    name: str = ""
    parameter: str = ""
    operations: dict[Verb, Operation] = field(default_factory=dict)
    parent: "Group | None" = None

    @property
    def item(self) -> str:
        """The path of one thing; empty where there is none."""
        return f"{self.collection}/{{{self.parameter}}}" if self.parameter else ""


@dataclass(slots=True)
class Grouped:
    """The kinds, in the order of the document, and the operations that belong to none."""

    groups: list[Group]
    others: list[Operation]


def grouped(operations: Iterable[Operation], known: Collection[str], makes: Makes) -> Grouped:
    """Group the operations; `known` are dashed names of schemas, which decide how a plural is read, and `makes` says
    whether the answer to a POST shows a new thing with an id."""
    groups: dict[str, Group] = {}
    others = []
    for one in operations:
        path = one.path.rstrip("/") or "/"
        parameter = last_parameter(path)
        collection = path.rpartition("/")[0] if parameter else path
        verb = _verb(one.method, of_one=bool(parameter))
        if verb is None or not dashed(_last(collection)) or last_parameter(collection):
            others.append(one)
            continue
        group = groups.setdefault(collection, Group(collection))
        group.parameter = group.parameter or parameter
        if verb == Verb.CHANGE and verb in group.operations:
            kept, dropped = sorted((group.operations[verb], one), key=lambda change: change.method != "patch")
            group.operations[verb] = kept
            others.append(dropped)
        elif verb in group.operations:
            others.append(one)
        else:
            group.operations[verb] = one
    return _named(list(groups.values()), others, known, makes)


def _verb(method: str, *, of_one: bool) -> Verb | None:
    if of_one:
        return {"get": Verb.READ, "put": Verb.CHANGE, "patch": Verb.CHANGE, "delete": Verb.DELETE}.get(method)
    return {"get": Verb.LIST, "post": Verb.CREATE}.get(method)


def _last(path: str) -> str:
    return path.rpartition("/")[2]


def _is_kind(group: Group, makes: Makes) -> bool:
    """Not an action such as a login, nor what can only be read."""
    verbs = group.operations.keys()
    if verbs == {Verb.CREATE}:
        return makes(group.operations[Verb.CREATE])
    return bool(verbs & {Verb.CREATE, Verb.CHANGE})


def _named(groups: list[Group], others: list[Operation], known: Collection[str], makes: Makes) -> Grouped:
    by_item = {one.item: one for one in groups if one.item}
    for one in groups:
        one.name = singular(dashed(_last(one.collection)), known)
        one.parent = by_item.get(one.collection.rpartition("/")[0])
    joined = _joined(groups)
    kinds = [one for one in joined if _is_kind(one, makes)]
    others += [operation for one in joined if one not in kinds for operation in one.operations.values()]
    taken: set[str] = set()
    for one in kinds:
        if one.name in taken:
            before = one.parent.name if one.parent else dashed(_last(one.collection.rpartition("/")[0]))
            one.name = f"{before or 'other'}-{one.name}"
        while one.name in taken:
            one.name += "-too"
        taken.add(one.name)
        if one.parent is not None and one.parent not in kinds:
            one.parent = None
    return Grouped(kinds, others)


def _joined(groups: list[Group]) -> list[Group]:
    """With the two halves of a kind that is listed and created below its parent, and changed at a path of its own,
    as one."""
    kept: list[Group] = []
    for one in groups:
        half = next((other for other in kept if _are_halves(one, other)), None)
        if half is None:
            kept.append(one)
            continue
        below, own = (one, half) if one.parent else (half, one)
        own.parent = below.parent
        own.operations |= below.operations
        kept[kept.index(half)] = own
    return kept


def _are_halves(one: Group, other: Group) -> bool:
    alike = one.name == other.name and not one.operations.keys() & other.operations.keys()
    return alike and bool(one.parent) != bool(other.parent) and bool(one.item) != bool(other.item)
