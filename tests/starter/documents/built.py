"""Documents for tests: written as YAML, drafted and written as an adapter."""

import re
from pathlib import Path
from typing import Any

from lockstep.starter.documents.adapter import adapter
from lockstep.starter.documents.draft import Draft
from lockstep.starter.documents.drafting import draft_of, drafted
from lockstep.starter.documents.reading import Document, document
from lockstep.starter.documents.schemas import Schemas

SHAPES = Path(__file__).with_name("shapes")


def api(text: str, version: str = "3.1.0") -> Document:
    """An OpenAPI document."""
    return document("api.yaml", f"openapi: {version}\n{text}".encode(), "openapi")


def schemas(text: str = "", version: str = "3.1.0") -> Schemas:
    """The schemas of a document with these components."""
    return Schemas(api(f"components: {{schemas: {{{text}}}}}", version))


def ref(name: str) -> dict[str, Any]:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def feed(text: str) -> Document:
    """An AsyncAPI document."""
    return document("socket.yaml", f"asyncapi: 3.0.0\n{text}".encode(), "asyncapi")


def shape(name: str) -> tuple[Draft, str]:
    """The draft of one of the documents in `shapes`, and the adapter on one line."""
    path = SHAPES / name
    draft = draft_of(*((path, None) if ".openapi." in name else (None, path)))
    return draft, flat(adapter(draft))


def flat(text: str) -> str:
    """Python text without its line breaks, indentations and last commas."""
    line = " ".join(text.split())
    for before, after in (("( ", "("), (", )", ")"), (" )", ")"), ("{ ", "{"), (", }", "}"), (" }", "}")):
        line = line.replace(before, after)
    return re.sub(r"""["'] ["']""", "", line)


def both(one: Document | None, other: Document | None) -> str:
    """The adapter of these documents, on one line."""
    return flat(adapter(drafted(one, other)))
