"""HTTP requests as data: the operations of a REST backend.

`Post("/orders", {"item": "{item}"})` creates an order; `Get("/orders", items="data", cursor="next")` lists all. In
paths, bodies, queries and headers placeholders stand for the fields of the resource and for: `{id}` (its id),
`{parent}` and `{parent_id}` (of what it is in), `{me}` (the person's id), `{company}`, `{person}`, `{email}`,
`{password}`, `{token}`, `{run}` (the run's prefix), `{w}` (the write's id), `{key}` (the idempotency key),
`{based_on}` (the version on which a change is based) and `{member}` (the id of the person concerned). A header, or an
entry of a body, that is nothing but a placeholder is left out where it has no value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from lockstep.targets.resources.operations import Operation


@dataclass(frozen=True, slots=True)
class Request(Operation):
    """A request. Use its subclasses, which name the method.

    path: below the API's root. body: a template; None: the fields that the writer supplies. form: the body is sent as
    a form. query, headers: templates. entity: where the answer shows what was written; None: it shows nothing.
    refused: the statuses by which this request is rejected; None: those of the target.
    """

    method: ClassVar[str] = ""

    path: str
    body: Any = None
    form: bool = field(default=False, kw_only=True)
    query: Mapping[str, Any] = field(default_factory=dict, kw_only=True)
    headers: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    entity: str | None = field(default="", kw_only=True)
    refused: frozenset[int] | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Post(Request):
    """POST."""

    method: ClassVar[str] = "POST"


@dataclass(frozen=True, slots=True)
class Put(Request):
    """PUT, which replaces: as a change it sends the fields that are not supplied as they were last shown."""

    method: ClassVar[str] = "PUT"


@dataclass(frozen=True, slots=True)
class Patch(Request):
    """PATCH."""

    method: ClassVar[str] = "PATCH"


@dataclass(frozen=True, slots=True)
class Delete(Request):
    """DELETE; by default its answer shows nothing."""

    method: ClassVar[str] = "DELETE"

    entity: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Get(Request):
    """GET, of one thing or of all.

    items: where the answer has the list; None: it shows one thing. cursor: where the answer has the position of the
    next page, absent or null on the last; `parameter` is the name under which it goes into the next request's query.
    """

    method: ClassVar[str] = "GET"

    items: str | None = field(default=None, kw_only=True)
    cursor: str = field(default="", kw_only=True)
    parameter: str = field(default="cursor", kw_only=True)
