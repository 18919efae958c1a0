"""The dialects by name: the one list of codecs that the suite, its settings and the relay choose from."""

from collections.abc import Callable

from support.clients.dialects.base import Codec
from support.clients.dialects.bayeux import Bayeux
from support.clients.dialects.plain_json import PlainJson

DIALECTS: dict[str, Callable[[], Codec]] = {PlainJson.name: PlainJson, Bayeux.name: Bayeux}


class UnknownDialectError(ValueError):
    """No dialect has this name; the text says which there are."""


def codec_named(name: str) -> Codec:
    """A new codec, for one connection. Raises UnknownDialectError."""
    try:
        return DIALECTS[name]()
    except KeyError:
        raise UnknownDialectError(f"no dialect is called {name!r}; known: {', '.join(sorted(DIALECTS))}") from None
