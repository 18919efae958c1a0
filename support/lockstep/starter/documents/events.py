"""Which event announces what of which kind of thing, and in which channel."""

import re
from dataclasses import dataclass

from lockstep.starter.documents.answers import joined
from lockstep.starter.documents.code import Ask, Code
from lockstep.starter.documents.draft import Draft, Kind, template
from lockstep.starter.documents.names import CHANGED, COMPANIES, CREATED, DELETED, dashed, shows, singular, words

_VERBS = {"create": CREATED, "delete": DELETED, "change": CHANGED}
_PARAMETER = re.compile(r"\{([^{}/]+)\}")
_PEOPLE = frozenset({"user", "me", "person", "member", "owner"})
_DONE = {"create": "a new {1}", "change": "a change of {0}", "delete": "the deletion of {0}"}


@dataclass(frozen=True, slots=True)
class Announcing:
    """An event of a document: its kind, the names of the schema of its content, the properties of that, and the
    address of its channel; empty where only frames say it."""

    event: str
    schemas: frozenset[str]
    properties: tuple[str, ...]
    channel: str


def announce(draft: Draft, events: list[Announcing], document: str) -> None:
    """Declare the events of every kind of the draft; what stays open becomes a question."""
    for kind in draft.kinds:
        kind.events.clear()
    channels: dict[str, dict[str, str | Code]] = {kind.name: {} for kind in draft.kinds}
    for one in events:
        found = _kind_of(draft, one)
        if found is None:
            draft.left_out.append(f"{document}: the event {one.event} is about no kind of thing that is declared")
            continue
        verb = next((verb for verb, among in _VERBS.items() if shows(one.event, among)), "")
        told = f'What does {one.event} announce of {found.phrase}? "create", "change" or "delete"; or remove the line'
        found.events[one.event] = verb or Ask(told)
        if one.channel and verb:
            channels[found.name].setdefault(verb, _channel(draft, found, one, document))
    for kind in draft.kinds:
        _settle(kind, channels[kind.name])


def _settle(kind: Kind, channels: dict[str, str | Code]) -> None:
    """Ask for the events and channels that are lacking."""
    for verb in ("create", "change", "delete"):
        if verb in kind.operations and verb not in kind.events.values():
            told = _DONE[verb].format(kind.phrase, kind.plain)
            open_ = Ask(f"Which event announces {told}? Its kind as frames name it; or remove the line if none does")
            kind.events[open_] = verb
    created: str | Ask = channels.get("create", "")
    changed: str | Ask = channels.get("change", channels.get("delete", ""))
    if "create" in kind.operations and (not created or (isinstance(created, str) and "{id}" in created)):
        told = f"In which channel is a new {kind.plain} announced"
        told += f", as nobody can watch {created} before it is there?" if created else "?"
        created = Ask(f'{told} A template such as "{kind.name}s" or "{kind.name}s/{{company}}"')
    if {"change", "delete"} & kind.operations.keys() and not changed:
        told = f"In which channel are changes of {kind.phrase} announced? A template such as"
        changed = Ask(f'{told} "{kind.name}/{{id}}"; or remove the line if it is that of new ones')
    kind.collection, kind.channel = created, "" if changed == created else changed
    if "change" in kind.operations:
        kind.no_op = Ask(
            "Is a change that changes nothing announced? SILENT or ANNOUNCED; remove the line if unknown"
        )


def _kind_of(draft: Draft, one: Announcing) -> Kind | None:
    """By the schema of its content, else by the words of its name, else by most of its properties."""
    for kind in draft.kinds:
        if kind.schemas & one.schemas:
            return kind
    found = words(one.event)
    told = {*found, *(singular(word) for word in found), joined(one.event)}
    named = [kind for kind in draft.kinds if set(kind.name.split("-")) <= told or dashed(kind.name) in told]
    if named:
        return max(named, key=lambda kind: len(kind.name))
    alike = [kind for kind in draft.kinds if len(one.properties) > 2 and set(one.properties) <= {*kind.shown}]
    return alike[0] if len(alike) == 1 else None


def _channel(draft: Draft, kind: Kind, one: Announcing, document: str) -> str | Code:
    """The address with placeholders of ours for its parameters."""
    values: dict[str, str | Code] = {}
    for name in _PARAMETER.findall(one.channel):
        if (known := _placeholder(kind, name, one.channel)) is not None:
            values[name] = known
            continue
        told = f"What stands for {{{name}}} in the channels of {document}? A value or a template such as {{company}}"
        values[name] = draft.unknown(name, told)
    return template(one.channel, values)


def _placeholder(kind: Kind, name: str, channel: str) -> str | None:
    """What stands for a parameter of a channel: by its own name, or by the word before it."""
    plain = joined(name)
    short = plain.removesuffix("id").removesuffix("uuid")
    before = joined(singular(dashed(channel.partition(f"{{{name}}}")[0].rstrip("/.:-_").rpartition("/")[2])))
    own, parent = joined(kind.name), joined(kind.parent) if isinstance(kind.parent, str) else ""
    for fits, placeholder in (
        (bool(parent) and short == parent, "{parent_id}"),
        (short == own or plain in {"id", joined(kind.parameter)}, "{id}"),
        (short in COMPANIES, "{company}"),
        (short in _PEOPLE, "{me}"),
        (bool(parent) and before == parent, "{parent_id}"),
        (before == own, "{id}"),
    ):
        if fits:
            return placeholder
    return None
