"""Promises about resources that need more than one matcher: awkward and invalid values, no-ops, reads and lists.

A write that serves to try one value remembers nothing: the act writes the values in a fixed order, so that the n-th
write of the act is of the n-th value. A broken promise is an AssertionError that names the field and the value.
"""

from collections.abc import Sequence
from typing import Any

from lockstep.history.rows import Fail, Name, Ok, Recv, Shown
from lockstep.matchers.content import difference
from lockstep.matchers.received import Made, writes
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import resources
from lockstep.targets.resources import Resource, Verb


def write_awkward(scene: Scene, person: str, kind: str, label: str) -> None:
    """Write each awkward text into each field that holds text."""
    of = resources.resource(scene, kind)
    for field, _, text in resources.values(scene, of).awkward():
        resources.write_value(scene, person, kind, label, {field: text})


def write_invalid(scene: Scene, person: str, kind: str, label: str) -> None:
    """Write each value that a field declares as invalid."""
    of = resources.resource(scene, kind)
    for field, value in resources.values(scene, of).invalid():
        resources.write_value(scene, person, kind, label, {field: value})


def check_unaltered(scene: Scene, person: str, made: list[Made]) -> None:
    """Each event of these writes must carry the awkward text that was written."""
    of = _written(scene, made[0].invoke.operation)
    tried = [*resources.values(scene, of).awkward()]
    for (field, name, text), one in zip(tried, made, strict=True):
        events = [row for row in scene.received(person).events() if _is_of(row, one)]
        for where, payload in (("the API response", one.ok.payload), *(("the event", row.payload) for row in events)):
            found = resources.fields_of(of, payload).get(field)
            if found != text:
                told = difference(text, found) if isinstance(found, str) else repr(found)
                raise AssertionError(f"{field} with {name}: {where} to {person} has {told}")


def check_rejected(scene: Scene) -> None:
    """Every write of the act must have been rejected."""
    asked = writes(scene.history, scene.since)
    of = _written(scene, asked[0].operation) if asked else None
    tried = [] if of is None else [*resources.values(scene, of).invalid()]
    if not tried or len(tried) != len(asked):
        raise AssertionError(f"the promise refers to {len(tried)} invalid values, but {len(asked)} writes were made")
    rejected = {row.w for row in scene.history.of(Fail)}
    for (field, value), invoke in zip(tried, asked, strict=True):
        if invoke.w not in rejected:
            answer = next((row.status for row in scene.history.of(Ok, w=invoke.w)), "none that is a rejection")
            raise AssertionError(f"{field} = {value!r} was not rejected: the answer was {answer}")


def check_no_op(scene: Scene) -> None:
    """A change of what was written last, to the values it has, is announced to nobody."""
    kind, label, person = _last(scene)
    scene.settle()
    since = scene.history.cursor()
    answer = resources.change_nothing(scene, person, kind, label)
    if answer.outcome != "ok":
        raise AssertionError(f'the change of {kind} "{label}" to what it is was answered {answer.status}')
    scene.settle()
    for name in scene.actors:
        check_nothing_of(scene, name, resources.ref(scene, kind, label), since)


def check_nothing_of(scene: Scene, person: str, thing: str, since: int | None = None) -> None:
    """No event of this thing arrived since the act began, or since this row."""
    begun = scene.since if since is None else since
    for row in scene.history.of(Recv, begun, person=person, entity=thing):
        if row.event:
            raise AssertionError(f"{row.session} received {row.kind} of {thing}: {row.payload}")


def check_shown(scene: Scene, kind: str, shown: Sequence[Shown], things: set[str]) -> None:
    """A read shows each of these things once, with the fields of its last write, and no other of this scenario."""
    of = resources.resource(scene, kind)
    every = {row.entity for row in scene.history.of(Ok)}
    gone = sorted({row.entity for row in shown if row.entity in every} - things)
    if gone:
        raise AssertionError(f"{', '.join(gone)} is shown, though its deletion was acknowledged")
    found = [row for row in shown if row.entity in things]
    missing = sorted(things - {row.entity for row in found})
    if missing:
        raise AssertionError(f"{', '.join(missing)} is not shown, though its creation was acknowledged")
    twice = sorted({row.entity for row in found if sum(one.entity == row.entity for one in found) > 1})
    if twice:
        raise AssertionError(f"{', '.join(twice)} is shown more than once")
    for row in found:
        _compare(row.entity, resources.state(scene, of, row.entity), resources.fields_of(of, row.payload))


def _compare(thing: str, written: dict[str, Any], shown: dict[str, Any]) -> None:
    for name, value in written.items():
        if name not in shown or shown[name] != value:
            has = repr(shown[name]) if name in shown else "nothing"
            raise AssertionError(f"{thing} shows {has} as {name}, but {value!r} was written last")


def _written(scene: Scene, operation: str) -> Resource:
    """The resource that an operation is of. Raises LookupError."""
    for one in scene.target.resources:
        if operation in {one.named(verb) for verb in Verb if one.operation(verb) is not None}:
            return one
    raise LookupError(f"{operation} is of no resource that target {scene.target.name} declares")


def _last(scene: Scene) -> tuple[str, str, str]:
    """The kind and label of the thing that was written last, and who wrote it. Raises LookupError."""
    labels = {row.ref: row.label for row in scene.history.of(Name)}
    for row in reversed([*scene.history.of(Ok)]):
        label = labels.get(row.entity or "", "")
        kind, _, rest = label.partition(" ")
        if rest and any(one.name == kind for one in scene.target.resources) and row.person is not None:
            return kind, rest, row.person
    raise LookupError("nothing that the target declares as a resource has been written in this scenario yet")


def _is_of(row: Recv, made: Made) -> bool:
    return row.entity == made.ok.entity and any(
        row.kind == effect.kind and row.version == effect.version and (effect.sent in {None, row.sent})
        for effect in made.ok.effects
    )
