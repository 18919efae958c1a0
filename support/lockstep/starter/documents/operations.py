"""The operations of an OpenAPI document: method and path, what is sent and answered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lockstep.starter.documents.reading import Document

METHODS = ("get", "post", "put", "patch", "delete")
_JSON = re.compile(r"application/(.*\+)?json\b|\*/\*|application/\*|text/json\b", re.IGNORECASE)
_FORM = re.compile(r"application/x-www-form-urlencoded\b", re.IGNORECASE)
_PARAMETER = re.compile(r"\{([^{}/]+)\}")
_SUCCESS = re.compile(r"2(\d\d|XX)", re.IGNORECASE)
_REJECTIONS = frozenset({"400", "422", "4XX", "4xx", "default"})
_PLAIN_HEADERS = frozenset({"authorization", "accept", "content-type", "cookie"})


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. body, answer: their schemas; None where there is none that is JSON, or for `body` a form.
    body_is: "json", "form", "none", or the media type that is neither. needed: the names of required parameters of
    queries and headers, with "query" or "header". optional: the names of the other parameters of the query."""

    method: str
    path: str
    body: Any = None
    body_is: str = "none"
    merges: bool = False
    answer: Any = None
    answers: bool = False
    statuses: frozenset[str] = frozenset()
    needed: tuple[tuple[str, str], ...] = ()
    optional: tuple[str, ...] = ()
    key: str = ""
    own_security: Any = None
    content: Any = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def parameters(self) -> list[str]:
        """The names of the parameters of the path."""
        return _PARAMETER.findall(self.path)

    @property
    def rejects(self) -> bool:
        """Whether the document says that it rejects what is invalid."""
        return bool(self.statuses & _REJECTIONS)


def operations(document: Document) -> list[Operation]:
    """All of them, in the order of the document. Raises DocumentError."""
    found = []
    for path, item in document.items(document.root.get("paths")):
        for method in METHODS:
            content = document.mapping(item.get(method))
            if content and path.startswith("/"):
                given = [*_listed(item.get("parameters")), *_listed(content.get("parameters"))]
                found.append(_operation(document, method, path, content, given))
    return found


def last_parameter(path: str) -> str:
    """The parameter that is the whole last part of a path; empty where that is none."""
    found = _PARAMETER.fullmatch(path.rstrip("/").rpartition("/")[2])
    return "" if found is None else found[1]


def _operation(document: Document, method: str, path: str, content: Any, given: list[Any]) -> Operation:
    body, body_is, merges = _body(document, content.get("requestBody"))
    answer, answers = _answer(document, content.get("responses"))
    found = list(_parameters(document, given))
    needed = tuple((name, place) for name, place, required in found if required)
    keys = [name for name, place, _ in found if place == "header" and "idempotency" in name.lower()]
    return Operation(
        method,
        path,
        body,
        body_is,
        merges,
        answer,
        answers,
        frozenset(document.mapping(content.get("responses"))),
        tuple(one for one in needed if one[0] not in keys),
        tuple(name for name, place, required in found if place == "query" and not required),
        keys[0] if keys else "",
        content.get("security"),
        content,
    )


def _body(document: Document, given: Any) -> tuple[Any, str, bool]:
    media = document.items(document.mapping(given).get("content"))
    for form, kind in ((_JSON, "json"), (_FORM, "form")):
        for name, one in media:
            if form.match(name):
                return one.get("schema", {}), kind, "merge-patch" in name
    return None, media[0][0] if media else "none", False


def _answer(document: Document, responses: Any) -> tuple[Any, bool]:
    """The schema of the first successful answer in JSON, and whether there is such an answer."""
    for status, response in document.items(responses):
        if _SUCCESS.fullmatch(status):
            for name, one in document.items(response.get("content")):
                if _JSON.match(name):
                    return one.get("schema"), True
    return None, False


def _parameters(document: Document, given: list[Any]) -> Iterator[tuple[str, str, bool]]:
    """Name, place and whether it is required, of each parameter beside the path's; the last of one name counts."""
    found = {}
    for one in map(document.mapping, given):
        name, place = one.get("name"), str(one.get("in"))
        plain = isinstance(name, str) and name.lower() in _PLAIN_HEADERS and place == "header"
        if isinstance(name, str) and place in {"query", "header"} and not plain:
            found[name, place] = one.get("required") is True
    for (name, place), required in found.items():
        yield name, place, required


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
