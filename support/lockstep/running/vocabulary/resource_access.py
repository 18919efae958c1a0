"""What people may not do with resources, and what is written once: rights that are taken away, things of another
company, changes based on an old version, creations that are repeated until they are answered.
"""

import uuid

from lockstep.history.rows import Fail, Ok
from lockstep.matchers.received import Made, acknowledged, writes
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import resource_concurrency, resources
from lockstep.running.vocabulary.retries import until_known
from lockstep.targets.resources import Verb


def take_away(scene: Scene, person: str, member: str, kind: str, label: str) -> None:
    """Let a person take away another's right to a thing, which must be accepted. Raises EnvironmentFaultError."""
    who = scene.person(member).identity.id
    answer = scene.do(*resources.call(scene, person, Verb.REVOKE, (kind, label), member=who))
    if answer.outcome != "ok":
        raise EnvironmentFaultError(
            f'{member}\'s right to {kind} "{label}" could not be taken away: the answer was {answer.status}'
        )


def check_unread(scene: Scene, person: str, kind: str, label: str) -> None:
    """A person who reads a thing must be rejected, and a list must not show it. Raises AssertionError."""
    of, thing = resources.resource(scene, kind), resources.ref(scene, kind, label)
    if of.unmet("shown"):
        raise LookupError(of.unmet("shown"))
    look = scene.look(*resources.read_call(scene, person, kind, thing))
    if any(one.entity == thing for one in look.shows):
        raise AssertionError(f'{person} sees {kind} "{label}" ({thing}), to which they have no right')
    if of.read is not None and not (look.rejected or look.absent):
        raise AssertionError(
            f'the read of {kind} "{label}" by {person} was not rejected: the answer was {look.status}'
        )


def try_to_change(scene: Scene, person: str, kind: str, label: str) -> None:
    """Let a person change a thing to something else, whatever the answer."""
    of = resources.resource(scene, kind)
    (given,) = resources.values(scene, of).different(1, resources.state(scene, of, resources.ref(scene, kind, label)))
    resources.change(scene, person, kind, label, given)


def versions(scene: Scene, kind: str, label: str) -> list[int]:
    """The versions that a thing has had, as the answers have shown them, in order. Raises LookupError where it has
    none."""
    thing = resources.ref(scene, kind, label)
    found = sorted({row.version for row in scene.history.of(Ok, entity=thing) if row.version is not None})
    if not found:
        raise LookupError(f'no answer has shown a version of {kind} "{label}"')
    return found


def change_on_old_version(scene: Scene, person: str, kind: str, label: str) -> None:
    """Let a person change a thing, based on the version before the last one. Raises LookupError where there is
    none."""
    known = versions(scene, kind, label)
    if len(known) < 2:
        raise LookupError(f'{kind} "{label}" has had one version only: change it first')
    given = next(resource_concurrency.distinct(scene, resources.resource(scene, kind)))
    resources.change(scene, person, kind, label, given, based_on=known[-2])


def change_on_same_version(scene: Scene, people: tuple[str, ...], kind: str, label: str) -> None:
    """Let people change a thing once each, at the same time, all based on its last version."""
    based_on = versions(scene, kind, label)[-1]
    resource_concurrency.change_at_once(scene, people, kind, label, count=1, based_on=based_on)


def outcomes(scene: Scene) -> list[str]:
    """What became of the writes of the act, in order: ok, fail or info."""
    found: dict[str, str] = {}
    for row in scene.history.rows(scene.since):
        if isinstance(row, Ok | Fail):
            found[row.w] = "ok" if isinstance(row, Ok) else "fail"
    return [found.get(row.w, "info") for row in writes(scene.history, scene.since)]


def accepted(scene: Scene) -> list[Made]:
    """The writes of the act that were acknowledged."""
    told = {row.w for row in scene.history.of(Ok)}
    return acknowledged(scene.history, [row for row in writes(scene.history, scene.since) if row.w in told])


def check_only(scene: Scene, person: str, made: list[Made]) -> None:
    """Nothing but the events of these writes may have arrived of what they wrote. Raises AssertionError."""
    received = scene.received(person)
    due = {row.i for one in made for effect in one.effects_for(received) for row in received.of(one, effect)}
    things = {one.ok.entity for one in made}
    for row in received.events():
        if row.entity in things and row.i not in due:
            raise AssertionError(f"{row.session} received {row.kind} of {row.entity}, which no accepted write caused")


def create_until_known(scene: Scene, person: str, kind: str, label: str) -> None:
    """Let a person create a thing, again under the same key until it is answered."""
    of = resources.resource(scene, kind)
    given = resources.values(scene, of).fresh()
    _, operation, fields = resources.creation(scene, person, of, given, uuid.uuid4().hex)
    (answer,) = until_known(scene, person, [(operation, fields)])
    if answer is not None and answer.entity is not None:
        scene.name(answer.entity, f"{kind} {label}")
