"""Writes a draft as the file of an adapter, and a feature about what it declares."""

from collections.abc import Iterator
from string import Template
from typing import Any

from lockstep.starter.documents.code import WIDTH, Ask, Call, Code, asked, called, written
from lockstep.starter.documents.draft import Draft, Kind
from lockstep.starter.documents.names import class_name, constant, dashed

_FROM = {
    "lockstep.history.rows": ("Promises",),
    "lockstep.targets.questions": ("Question",),
    "lockstep.targets.resources": (
        "SILENT", "Delete", "Field", "Get", "Patch", "Post", "Put", "Resource", "Text", "Verb",
    ),
    "lockstep.targets.rest": ("Account", "Basic", "Bearer", "Cookie", "JsonSocket", "RestTarget"),
}  # fmt: skip
_ORDER = (
    "name", "api_base_url", "websocket_url", "health_path", "login", "headers", "socket", "subscribing",
    "unsubscribing", "resources", "readers", "promises", "needs_met",
)  # fmt: skip
_LOGIN = Ask(
    'How do people log in? Bearer(sign_in=Post("/login", ...), token="token"), Basic(...) or Cookie(...), as'
    " docs/adapters.md shows; or remove the line if they do not"
)
_SOCKET = Ask("How do frames look, and which command subscribes? JsonSocket(...), as docs/adapters.md shows")
_PLACE = Ask('How does a socket learn who opens it? "header", "query" or "none"')
_READERS = Ask('Who may receive what is announced? "company", if everybody of it and nobody else; or remove the line')
_ARRIVES = Ask('In which order do events arrive? "channel", "author" (of one person) or "none"')
_AGREES = Ask("Do all people receive the events of a channel in the same order? True or False")
_NEEDS = Ask('Are people of another company kept out? frozenset({"companies"}); or remove the line')
_SILENCE = Ask("After how many milliseconds of silence has everything arrived? Usually 100")
_FEATURE = Template("""@resources
Feature: Everyone who watches $phrase receives what happens to it
  Every property that the adapter promises is checked at the end of each scenario.

  @smoke @needs.each.created
  Scenario Outline: <resource>: a new one is announced once
    Given Ana and Ben watch for each new <resource>
    When Ana creates <resource> "A7"
    Then Ben receives the change once, within the delivery budget

    Examples:
      | resource      |
      | each resource |

  @needs.each.create @needs.each.changed
  Scenario Outline: <resource>: ten changes arrive in order
    Given Ana and Ben watch <resource> "A7"
    When Ana changes <resource> "A7" 10 times
    Then Ben receives the 10 changes once each, in order
    And what Ben received matches the API responses

    Examples:
      | resource      |
      | each resource |
""")


def feature(draft: Draft) -> str:
    """A feature whose scenarios are executed for each kind of thing."""
    return _FEATURE.substitute(phrase=draft.kinds[0].phrase if draft.kinds else "a thing")


def adapter(draft: Draft) -> str:
    """The text of the file."""
    resources = [(_names(draft)[kind.name], _resource(kind)) for kind in draft.kinds]
    attributes = _attributes(draft, [name for name, _ in resources])
    names = set[str]().union(*(called(one) for _, one in [*draft.constants.items(), *resources, *attributes.items()]))
    text = "".join(_header(draft, names | {"RestTarget"}, str([*resources, attributes])))
    for name, value in [*draft.constants.items(), *resources]:
        text += f"{name} = {written(value, 0, len(name) + 3)}\n"
    text += f'\n\nclass {class_name(draft.title)}(RestTarget):\n    """{_plain(draft.title)}."""\n\n'
    for name in _ORDER:
        if name in attributes:
            text += f"    {name} = {written(attributes[name], 1, len(name) + 3)}\n"
    return text


def questions(draft: Draft) -> list[str]:
    """What the file asks."""
    attributes = _attributes(draft, [])
    return asked([*draft.constants.values(), *map(_resource, draft.kinds), attributes])


def _header(draft: Draft, names: set[str], text: str) -> Iterator[str]:
    title, sources = _plain(draft.title), " and ".join(map(_plain, draft.sources))
    yield f'"""The adapter of {title}, from {sources}.\n\n'
    yield "`lockstep target check` lists its open questions; docs/adapters.md explains every part.\n"
    yield '"""\n\n'
    extra = {"Question"} if "Question" in names else set()
    for word, module_name in (("SILENT", "SILENT"), ("Account(", "Account"), ("JsonSocket(", "JsonSocket")):
        extra |= {module_name} if word in text else set()
    for word, module_name in (("Verb.", "Verb"), ("Post(", "Post"), ("Patch(", "Patch"), ("Bearer(", "Bearer")):
        extra |= {module_name} if word in text else set()
    for module, offered in _FROM.items():
        wanted = [name for name in offered if name in names | extra]
        if wanted:
            line = f"from {module} import {', '.join(wanted)}\n"
            rows = "".join(f"    {name},\n" for name in wanted)
            yield line if len(line) <= WIDTH else f"from {module} import (\n{rows})\n"
    yield "\n"


def _names(draft: Draft) -> dict[str, str]:
    """The constant of each kind."""
    found: dict[str, str] = {}
    for kind in draft.kinds:
        name = constant(kind.name)
        while name in {"SILENT", "ANNOUNCED", *draft.constants, *found.values()}:
            name += "_RESOURCE"
        found[kind.name] = name
    return found


def _resource(kind: Kind) -> Call:
    named: dict[str, Any] = {
        "channel": kind.channel,
        "collection": kind.collection,
        "id": "" if kind.id == "id" else kind.id,
        "version": kind.version,
        "parent": kind.parent,
        "parent_id": kind.parent_id,
        "fields": kind.fields,
        **{verb: kind.operations.get(verb, "") for verb in ("create", "change", "delete", "read", "list")},
        "events": kind.events,
        "no_op": kind.no_op,
    }
    return Call("Resource", (kind.name,), {name: one for name, one in named.items() if one not in ("", {})})


def _attributes(draft: Draft, resources: list[str]) -> dict[str, Any]:
    """All attributes of the class; what no document says is asked."""
    found = dict(draft.attributes)
    found["name"] = dashed(draft.title)[:40].rstrip("-") or "backend"
    found.setdefault(
        "api_base_url", Ask('Where is the API? "http://127.0.0.1:8000", or remove the line and set api_base_url')
    )
    found.setdefault(
        "websocket_url",
        Ask('Where is the socket? "ws://127.0.0.1:8000/socket", or remove the line and set websocket_url'),
    )
    if "headers" not in found:
        found.setdefault("login", _LOGIN)
    found.setdefault("socket", _SOCKET)
    login = found.get("login")
    if isinstance(login, Call) and "socket" not in login.named:
        found["login"] = Call(login.name, login.args, {**login.named, "socket": _PLACE})
    found["resources"] = tuple(Code(name) for name in resources)
    found["readers"] = _READERS
    promised = {"numbers": True} if found.pop("numbers", False) else {}
    found["promises"] = Call(
        "Promises", (), {**promised, "order": _ARRIVES, "agreement": _AGREES, "drain_ms": _SILENCE}
    )
    if "{company}" in str(found.get("login")):
        found["needs_met"] = _NEEDS
    return found


def _plain(text: str) -> str:
    """A text as it may stand in a docstring, in one line."""
    kept = "".join(one if one.isprintable() and one not in '"\\' else " " for one in text)
    return " ".join(kept.split())[:60].rstrip(" .") or "your backend"
