"""Resources: what people of a scenario do with the things that the target declares, whatever these are.

A thing has a label in the scenario, such as `A7`, and is called by its kind and label. What it is in (a message is in
a chatroom) is made when it is first needed, by the person who needs it, for everybody of their company. Set-up that
the backend rejects is an EnvironmentFaultError; a kind that the target does not declare is a LookupError.
"""

from collections.abc import Iterable
from typing import Any

from lockstep.clients.dialects.templates import MISSING, at, fill, placeholders
from lockstep.history.rows import Invoke, Name, Ok, Shown
from lockstep.matchers.received import Made, acknowledged, writes
from lockstep.recordings.attempt import HOME
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import setup
from lockstep.targets.base import Answer
from lockstep.targets.resources import DeclaredOperation, Resource, Values, Verb

Call = tuple[str, DeclaredOperation, dict[str, Any]]
"""A write of a person: the person, the operation and its fields."""


def resource(scene: Scene, kind: str) -> Resource:
    """The declaration of this kind. Raises LookupError."""
    for one in scene.target.resources:
        if one.name == kind:
            return one
    known = ", ".join(one.name for one in scene.target.resources) or "none"
    raise LookupError(f"target {scene.target.name} declares no resource {kind!r}; it declares {known}")


def values(scene: Scene, of: Resource) -> Values:
    """Values for its fields; those that must be unique or new differ from all that were taken before."""
    return Values(of, scene.target.run, scene.history.cursor())


def ref(scene: Scene, kind: str, label: str) -> str:
    """The thing with this label. Raises LookupError."""
    return scene.ref(f"{kind} {label}")


def exists(scene: Scene, kind: str, label: str) -> bool:
    """Whether the scenario has this thing."""
    return any(True for _ in scene.history.of(Name, label=f"{kind} {label}"))


# calls: what a person asks for, ready to be performed


def creation(scene: Scene, person: str, of: Resource, given: dict[str, Any], key: str | None = None) -> Call:
    """That a person creates a thing with these values, under this idempotency key if there is one."""
    mine = scene.person(person).identity
    colleagues = [one.identity for one in scene.actors.values() if one.identity.company == mine.company]
    members = tuple(one.id for one in colleagues if one is not mine)
    more = {} if key is None else {"key": key}
    return person, *of.call(Verb.CREATE, given, parent=parent(scene, of, person), members=members, **more)


def call(
    scene: Scene, person: str, verb: Verb, thing: tuple[str, str], given: dict[str, Any] | None = None, **more: Any
) -> Call:
    """That a person does this to a thing (kind and label), with these values and `more` (`Resource.call`)."""
    of, named = resource(scene, thing[0]), ref(scene, *thing)
    return person, *of.call(verb, given or {}, ref=named, parent=parent_of(scene, of, named), **more)


# acts


def create(scene: Scene, person: str, kind: str, label: str, given: dict[str, Any] | None = None) -> Answer:
    """Create a thing with fresh values and those `given`; it gets its label once that is acknowledged."""
    of = resource(scene, kind)
    answer = scene.do(*creation(scene, person, of, values(scene, of).fresh() | (given or {})))
    if answer.entity is not None:
        scene.name(answer.entity, f"{kind} {label}")
    return answer


def create_at_once(scene: Scene, people: Iterable[str], kind: str, count: int) -> None:
    """Let people create this many things each, all at once."""
    of = resource(scene, kind)
    made = values(scene, of)
    calls = [creation(scene, person, of, made.fresh()) for person in people for _ in range(count)]
    scene.do_at_once(calls)


def change(scene: Scene, person: str, kind: str, label: str, given: dict[str, Any], **more: Any) -> Answer:
    """Change a thing to these values."""
    return scene.do(*call(scene, person, Verb.CHANGE, (kind, label), given, **more))


def change_often(scene: Scene, person: str, kind: str, label: str, count: int) -> None:
    """Change a thing this many times, each time to something else, one after the other."""
    of = resource(scene, kind)
    for given in values(scene, of).different(count, state(scene, of, ref(scene, kind, label))):
        change(scene, person, kind, label, given)


def change_nothing(scene: Scene, person: str, kind: str, label: str) -> Answer:
    """Change a thing to the values that it has."""
    return change(scene, person, kind, label, settable_state(scene, kind, label))


def delete(scene: Scene, person: str, kind: str, label: str) -> Answer:
    """Delete a thing."""
    return scene.do(*call(scene, person, Verb.DELETE, (kind, label)))


def write_value(scene: Scene, person: str, kind: str, label: str, given: dict[str, Any]) -> Answer:
    """Give one field of a thing a value; where it cannot be changed, create another thing with it."""
    of = resource(scene, kind)
    if of.change is not None and given.keys() <= of.settable(Verb.CHANGE).keys():
        return change(scene, person, kind, label, given)
    fresh = values(scene, of).fresh()
    return scene.do(*creation(scene, person, of, fresh | given))


def meant(scene: Scene, of: Resource, text: str) -> dict[str, Any]:
    """The value that a step's text stands for: of the first changeable field that has a sample of this form, else of
    the first text. Raises LookupError."""
    fields = of.settable(Verb.CHANGE)
    for name, one in fields.items():
        for sample in one.samples:
            if str(sample) == text:
                return {name: sample}
    for name, one in fields.items():
        if all(isinstance(sample, str) for sample in one.samples) and hasattr(one, "longest"):
            return {name: text}
    raise LookupError(f'no field of {of.name} can be changed to "{text}" on target {scene.target.name}')


# what is known


def state(scene: Scene, of: Resource, thing: str) -> dict[str, Any]:
    """The fields of a thing as the answers so far have shown them."""
    found: dict[str, Any] = {}
    for row in scene.history.of(Ok, entity=thing):
        found |= fields_of(of, row.payload)
    return found


def settable_state(scene: Scene, kind: str, label: str) -> dict[str, Any]:
    """The fields of a thing that can be changed, as the answers so far have shown them."""
    of = resource(scene, kind)
    has = state(scene, of, ref(scene, kind, label))
    return {name: has[name] for name in of.settable(Verb.CHANGE) if name in has}


def fields_of(of: Resource, payload: Any) -> dict[str, Any]:
    """The declared fields in a payload."""
    by_path = {name: at(payload, one.path or name) for name, one in of.fields.items()}
    shown = {name: at(payload, name) if value is MISSING else value for name, value in by_path.items()}
    return {name: value for name, value in shown.items() if value is not MISSING}


def made(scene: Scene, count: int | None = None) -> list[Made]:
    """The acknowledged writes of the act, whatever they wrote. Raises AssertionError when one was not acknowledged,
    there was none, or `count` differs."""
    asked = writes(scene.history, scene.since)
    if not asked or (count is not None and len(asked) != count):
        raise AssertionError(f"the promise refers to {count or 'some'} writes, but {len(asked)} were made")
    return acknowledged(scene.history, asked)


def created(scene: Scene, kind: str) -> list[Made]:
    """The act's one acknowledged creation of a thing of this kind. Raises AssertionError when there is another
    number."""
    operation = resource(scene, kind).named(Verb.CREATE)
    asked = writes(scene.history, scene.since, operation)
    if len(asked) != 1:
        raise AssertionError(f"the promise refers to one new {kind}, but {len(asked)} were asked for")
    return acknowledged(scene.history, asked)


def existing(scene: Scene, of: Resource) -> dict[str, dict[str, Any]]:
    """The things that were acknowledged and not deleted, with their fields."""
    operations: dict[str, Verb] = {
        of.named(verb): verb for verb in (Verb.CREATE, Verb.CHANGE, Verb.DELETE) if of.operation(verb)
    }
    asked = {row.w: operations[row.operation] for row in scene.history.of(Invoke) if row.operation in operations}
    found: dict[str, dict[str, Any]] = {}
    for row in scene.history.of(Ok):
        if row.w in asked and row.entity is not None:
            found[row.entity] = found.get(row.entity, {}) | fields_of(of, row.payload)
            if asked[row.w] == Verb.DELETE:
                del found[row.entity]
    return found


def read_call(scene: Scene, person: str, kind: str, thing: str | None = None, **more: Any) -> Call:
    """That a person reads this thing, by a list where it cannot be read alone; without one, that they list all."""
    of = resource(scene, kind)
    verb = Verb.READ if thing is not None and of.read is not None else Verb.LIST
    place = parent(scene, of, person) if thing is None else parent_of(scene, of, thing)
    return person, *of.call(verb, {}, ref=thing if verb == Verb.READ else None, parent=place, **more)


def shown(scene: Scene, person: str, kind: str, thing: str | None = None) -> tuple[Shown, ...]:
    """What a person sees who reads a thing, or lists all of its kind, page by page. Raises AssertionError if that is
    rejected."""
    found: list[Shown] = []
    more: dict[str, Any] = {}
    while True:
        look = scene.look(*read_call(scene, person, kind, thing, **more))
        if not look.status.startswith("2"):
            raise AssertionError(f"{person} could not read {thing or kind}: the answer was {look.status}")
        found += look.shows
        if look.cursor is None:
            return tuple(one for one in found if thing is None or one.entity == thing)
        more = {"cursor": look.cursor}


# watching


def watch(scene: Scene, people: tuple[str, ...], kind: str, label: str) -> None:
    """Let people follow a thing, which the first of them creates if there is none yet."""
    of = resource(scene, kind)
    setup.employ(scene, *people)
    if not exists(scene, kind, label):
        answer = create(scene, people[0], kind, label)
        if answer.outcome != "ok":
            raise EnvironmentFaultError(f'{kind} "{label}" could not be created: the answer was {answer.status}')
    _subscribe(scene, people, of, (Verb.CHANGE, Verb.DELETE), ref(scene, kind, label))


def watch_new(scene: Scene, people: tuple[str, ...], kind: str, company: str = HOME) -> None:
    """Let people of a company follow what is announced of new things."""
    of = resource(scene, kind)
    setup.employ(scene, *people, company=company)
    _subscribe(scene, people, of, (Verb.CREATE,))


def return_and_watch(scene: Scene, person: str) -> None:
    """Open a new connection and subscribe to what the last one was subscribed to."""
    before = sorted(scene.session(person).channels)
    if not scene.connect(person):
        raise AssertionError(f"{person} could not connect again")
    for channel in before:
        if channel not in scene.session(person).channels:
            setup.listen_to(scene, person, channel)


def channels(scene: Scene, person: str, of: Resource, verbs: tuple[Verb, ...], thing: str | None = None) -> list[str]:
    """The channels in which a person is told of this, of one thing or of new ones."""
    given = _known(scene, of, person, thing)
    templates = dict.fromkeys(one for verb in verbs for one in of.watched(verb))
    found = (str(fill(one, given)) for one in templates if placeholders(one) <= given.keys())
    return [channel for channel in found if channel]


def _subscribe(
    scene: Scene, people: tuple[str, ...], of: Resource, verbs: tuple[Verb, ...], thing: str | None = None
) -> None:
    for person in people:
        for channel in channels(scene, person, of, verbs, thing):
            if channel not in scene.session(person).channels:
                setup.listen_to(scene, person, channel)


def _known(scene: Scene, of: Resource, person: str, thing: str | None) -> dict[str, str]:
    identity = scene.person(person).identity
    place = parent(scene, of, person)
    given = {"me": identity.id, "company": identity.company, "person": person}
    for name, value in (("", thing), ("parent", place)):
        if value is not None:
            own = value.partition(":")[2]
            given |= {name or "ref": value, f"{name}_id" if name else "id": own}
    return given


def parent(scene: Scene, of: Resource, person: str) -> str | None:
    """What things of this kind are in: the first of its kind that the scenario has in the person's company."""
    if not of.parent:
        return None
    company = scene.person(person).identity.company
    for row in scene.history.of(Name):
        maker = _maker(scene, row.ref) if row.label.startswith(f"{of.parent} ") else None
        if maker is not None and scene.person(maker).identity.company == company:
            return row.ref
    answer = create(scene, person, of.parent, "of the scenario")
    if answer.entity is None or answer.outcome != "ok":
        raise EnvironmentFaultError(f"{of.parent} could not be created for {of.name}: the answer was {answer.status}")
    return answer.entity


def parent_of(scene: Scene, of: Resource, thing: str) -> str | None:
    """What this thing is in, whoever acts. Raises LookupError where nobody of the scenario made it."""
    if not of.parent:
        return None
    maker = _maker(scene, thing)
    if maker is None:
        raise LookupError(f"nobody in this scenario has made {thing}")
    return parent(scene, of, maker)


def _maker(scene: Scene, thing: str) -> str | None:
    """Who made it; None for what nobody of the scenario made."""
    return next((one.person for one in scene.history.of(Ok, entity=thing) if one.person in scene.actors), None)
