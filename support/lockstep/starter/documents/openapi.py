"""Reads the declarations of an adapter out of an OpenAPI document: kinds of things, logins, addresses."""

from urllib.parse import urlsplit

from lockstep.starter.documents.answers import joined, list_in, thing_in
from lockstep.starter.documents.code import Ask, Call
from lockstep.starter.documents.draft import Draft, Kind, template
from lockstep.starter.documents.fields import refers_to
from lockstep.starter.documents.kinds import Kinds
from lockstep.starter.documents.logins import Logins
from lockstep.starter.documents.names import dashed
from lockstep.starter.documents.operations import Operation, operations
from lockstep.starter.documents.paths import grouped
from lockstep.starter.documents.reading import Document
from lockstep.starter.documents.schemas import Schemas

_HEALTH = frozenset({
    "health", "healthz", "healthcheck", "ready", "readyz", "ping", "live", "livez", "alive", "status",
})  # fmt: skip
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def declare(document: Document, draft: Draft) -> None:
    """Add what the document says to the draft. Raises DocumentError."""
    _Reader(document, draft).read()


def address(given: str, schemes: tuple[str, ...], question: str) -> str | Ask:
    """An address of a document where it is one of this machine; a question elsewhere, as it may be in production."""
    try:
        parts = urlsplit(given)
        is_here = parts.scheme in schemes and parts.hostname in _HERE
    except ValueError:
        is_here = False
    return given.rstrip("/") if is_here else Ask(question)


class _Reader:
    def __init__(self, document: Document, draft: Draft) -> None:
        self._document = document
        self._draft = draft
        self._schemas = Schemas(document)
        self._kinds = Kinds(document.name, self._schemas, draft)

    def read(self) -> None:
        """Add everything to the draft."""
        every = operations(self._document)
        self._address()
        self._health(every)
        logins = Logins(self._document, self._schemas, every, self._draft)
        logins.declare()
        components = self._document.mapping(self._document.root.get("components"))
        known = {dashed(name) for name, _ in self._document.items(components.get("schemas"))}
        found = grouped([one for one in every if one not in logins.used], known, self._makes)
        names = {one.name for one in found.groups}
        self._draft.kinds += [self._kinds.kind(group, names) for group in found.groups]
        self._draft.kinds = [kind for kind in self._draft.kinds if kind.operations]
        listing = [one for one in found.others if self._lists(one)]
        self._draft.left_out += [
            f"{one}: is no create, change, delete, read or list of a kind of thing"
            for one in every
            if one in found.others and one not in listing and not _is_health(one)
        ]

    def _makes(self, one: Operation) -> bool:
        return one.answer is not None and thing_in(self._schemas, one.answer, dashed(one.path)) is not None

    def _address(self) -> None:
        servers = self._document.root.get("servers")
        first = self._document.mapping(servers[0]) if isinstance(servers, list) and servers else {}
        variables = self._document.items(first.get("variables"))
        url = first.get("url")
        filled = str(template(url, {name: str(one.get("default", "")) for name, one in variables})) if url else ""
        told = f"The document says {filled}; is that one that may be tested? Its" if filled else "The API's"
        question = f'{told} address, such as "http://127.0.0.1:8000", or remove the line and set api_base_url'
        self._draft.attributes["api_base_url"] = address(filled, ("http", "https"), question)

    def _health(self, every: list[Operation]) -> None:
        paths = [one.path for one in every if _is_health(one)]
        if paths:
            self._draft.attributes["health_path"] = min(paths, key=len)

    def _lists(self, one: Operation) -> bool:
        """Declare it as the list of a kind, if it lists one at a path of another form, such as below its parent."""
        listed = list_in(self._schemas, one.answer, one.optional) if one.method == "get" and one.answer else None
        if listed is None or len(one.parameters) > 1:
            return False
        names = self._schemas.names(listed.item)
        for kind in self._draft.kinds:
            if "list" not in kind.operations and names & kind.schemas and _is_below(one, kind):
                named = self._kinds.listed(one)
                if named is not None:
                    path = template(one.path, dict.fromkeys(one.parameters, "{parent_id}"))
                    kind.operations["list"] = Call("Get", (path,), self._kinds.needed(one, kind) | named)
                return True
        return False


def _is_below(one: Operation, kind: Kind) -> bool:
    """Whether the path of a list names the parent, and nothing else."""
    above = {kind.parent} - {""} if isinstance(kind.parent, str) else set()
    if not one.parameters:
        return not above
    return bool(above) and bool(refers_to(one.parameters[0], above))


def _is_health(one: Operation) -> bool:
    parts = {joined(part) for part in one.path.split("/")}
    return one.method == "get" and not one.parameters and bool(parts & _HEALTH)
