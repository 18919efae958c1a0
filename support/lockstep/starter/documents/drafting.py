"""From one or two documents to the draft of an adapter.

It needs the extra `documents`.
"""

from pathlib import Path

from lockstep.starter.documents import asyncapi, openapi
from lockstep.starter.documents.draft import Draft
from lockstep.starter.documents.events import announce
from lockstep.starter.documents.reading import Document, DocumentError, document_at


def draft_of(openapi_file: Path | None, asyncapi_file: Path | None) -> Draft:
    """The draft of the documents in these files. Raises DocumentError."""
    api = None if openapi_file is None else document_at(openapi_file, "openapi")
    feed = None if asyncapi_file is None else document_at(asyncapi_file, "asyncapi")
    return drafted(api, feed)


def drafted(api: Document | None, feed: Document | None) -> Draft:
    """The draft of an OpenAPI and an AsyncAPI document, as far as there are both. Raises DocumentError."""
    given = [one for one in (api, feed) if one is not None]
    titles = [one.mapping(one.root.get("info")).get("title") for one in given]
    title = next((one for one in titles if isinstance(one, str) and one.strip()), "Backend")
    draft = Draft(title, tuple(one.name for one in given))
    if api is not None:
        openapi.declare(api, draft)
    if feed is not None:
        asyncapi.declare(feed, draft)
    else:
        announce(draft, [], "")
    if not draft.kinds:
        raise DocumentError(
            f"{' and '.join(draft.sources)}: nothing in it is created and changed by its id, so there is nothing to"
            " declare; lockstep init --target mine.py makes an adapter to be programmed"
        )
    return draft


__all__ = ("DocumentError", "draft_of", "drafted")
