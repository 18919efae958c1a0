"""Names: of kinds of things from the paths, schemas and events of a document, and what kinds of words they hold."""

import keyword
import re
from collections.abc import Collection

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|[0-9]+")
_IRREGULAR = {
    "people": "person", "children": "child", "men": "man", "women": "woman", "mice": "mouse", "feet": "foot",
    "news": "news", "series": "series", "species": "species", "indices": "index", "matrices": "matrix",
    "analyses": "analysis", "criteria": "criterion", "movies": "movie", "aliases": "alias",
}  # fmt: skip

_WITH_E = ("ases", "ouses", "auses", "oses", "ises", "nses", "rses", "izes", "azes")

CREATED = frozenset({
    "created", "create", "new", "added", "add", "opened", "placed", "posted", "published", "registered", "inserted",
    "received", "made", "submitted", "uploaded",
})  # fmt: skip
CHANGED = frozenset({
    "changed", "change", "updated", "update", "modified", "edited", "patched", "renamed", "replaced", "saved", "set",
})  # fmt: skip
DELETED = frozenset({"deleted", "delete", "removed", "remove", "destroyed", "erased"})
SUBSCRIBES = frozenset({"subscribe", "watch", "join", "listen", "follow", "observe"})
UNSUBSCRIBES = frozenset({"unsubscribe", "unwatch", "leave", "unlisten", "unfollow"})
COMPANIES = frozenset({"company", "tenant", "organization", "organisation", "org", "workspace", "account", "team"})
GREETS = frozenset({"hello", "welcome", "connected", "greeting", "ready"})
REJECTS = frozenset({"error", "rejected", "rejection", "denied", "nack", "failure", "failed"})
PINGS, PONGS = frozenset({"ping", "heartbeat"}), frozenset({"pong", "heartbeat"})


def words(name: str) -> list[str]:
    """The words of a name in any of the usual spellings, in small letters."""
    return [word.lower() for word in _WORD.findall(name)]


def dashed(name: str) -> str:
    """As the name of a kind of thing, such as `line-item`; empty where nothing of it can be."""
    return "-".join(words(name)).lstrip("-0123456789")


def singular(word: str, known: Collection[str] = ()) -> str:
    """Of a dashed name in the plural; where there is a choice, one that is `known`."""
    before, dash, last = word.rpartition("-")
    if last in _IRREGULAR:
        return f"{before}{dash}{_IRREGULAR[last]}"
    choices = [last]
    if last.endswith("ies") and len(last) > 4:
        choices = [f"{last[:-3]}y", last[:-1]]
    elif last.endswith(("ses", "xes", "zes", "ches", "shes")):
        choices = [last[:-1], last[:-2]] if last.endswith(_WITH_E) else [last[:-2], last[:-1]]
    elif last.endswith("s") and not last.endswith(("ss", "us", "is")) and len(last) > 2:
        choices = [last[:-1]]
    every = [f"{before}{dash}{one}" for one in choices]
    return next((one for one in every if one in known), every[0])


def constant(name: str) -> str:
    """As a constant in Python, such as `LINE_ITEM`."""
    made = "_".join(words(name)).upper() or "UNNAMED"
    return f"N{made}" if made[0].isdigit() else made


def class_name(title: str) -> str:
    """As a class in Python, such as `OrderService`."""
    made = "".join(word.capitalize() for word in words(title)) or "Backend"
    made = f"The{made}" if made[0].isdigit() else made
    return f"{made}Backend" if keyword.iskeyword(made) or made in _TAKEN else made[:60]


def shows(name: str, among: Collection[str]) -> bool:
    """Whether a name holds one of these words, or is several of them in one."""
    return any(word in among for word in words(name)) or "".join(words(name)) in among


_TAKEN = frozenset({
    "Account", "Basic", "Bearer", "Cookie", "Delete", "Field", "Get", "JsonSocket", "Login", "Patch", "Path", "Post",
    "Promises", "Put", "Question", "Resource", "RestTarget", "Text",
})  # fmt: skip
