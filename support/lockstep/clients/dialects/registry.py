"""The dialects by name: the one list of codecs that the suite, its settings and the relay choose from.

A codec from outside this package is named by its file and class: `path/to/mine.py:MyCodec`; one of JSON frames that
are described by data by its description, `json-socket:{...}`. With that name the relay, which is a separate process,
finds the codec of an external adapter.
"""

import inspect
from collections.abc import Callable
from pathlib import Path

import msgspec

from lockstep.clients.dialects.base import Codec
from lockstep.clients.dialects.bayeux import Bayeux
from lockstep.clients.dialects.graphql_ws import GraphQlWs
from lockstep.clients.dialects.json_socket import JsonSocket, JsonSocketCodec
from lockstep.clients.dialects.nchan import Nchan
from lockstep.clients.dialects.plain_json import PlainJson
from lockstep.clients.dialects.socketio import SocketIo
from lockstep.clients.dialects.stomp import StompCodec
from lockstep.clients.outside import OutsideError, module_at

DIALECTS: dict[str, Callable[[], Codec]] = {
    PlainJson.name: PlainJson,
    Nchan.name: Nchan,
    Bayeux.name: Bayeux,
    StompCodec.name: StompCodec,
    SocketIo.name: SocketIo,
    GraphQlWs.name: GraphQlWs,
}

_DESCRIBED = "json-socket:"


class UnknownDialectError(ValueError):
    """No dialect has this name; the text lists the known ones."""


def codec_named(name: str) -> Codec:
    """Create a codec for one connection. Raises UnknownDialectError."""
    if name.startswith(_DESCRIBED):
        return _described(name.removeprefix(_DESCRIBED))
    file, separator, outside = name.rpartition(":")
    if separator and file.endswith(".py"):
        return _codec_in(Path(file), outside)
    try:
        return DIALECTS[name]()
    except KeyError:
        raise UnknownDialectError(f"no dialect is called {name!r}; known: {', '.join(sorted(DIALECTS))}") from None


def name_of(codec: Codec) -> str:
    """The name by which `codec_named` makes such a codec, in any process."""
    if isinstance(codec, JsonSocketCodec):
        return _DESCRIBED + msgspec.json.encode(codec.described, order="deterministic").decode()
    made_by: object = DIALECTS.get(codec.name)
    if made_by is type(codec):
        return codec.name
    return f"{inspect.getfile(type(codec))}:{type(codec).__name__}"


def _described(description: str) -> Codec:
    try:
        return JsonSocketCodec(msgspec.json.decode(description, type=JsonSocket))
    except msgspec.DecodeError as error:
        raise UnknownDialectError(f"the description of the JSON frames cannot be read: {error}") from error


def _codec_in(file: Path, name: str) -> Codec:
    try:
        codec: Codec = getattr(module_at(file), name)()
    except OutsideError as error:
        raise UnknownDialectError(str(error)) from error
    except (AttributeError, TypeError) as error:
        raise UnknownDialectError(f"{file} has no codec {name} that can be made without arguments") from error
    return codec
