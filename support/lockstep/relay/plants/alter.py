"""Alter: a text in an event's payload differs from the one that was written.

Breaks P12 (payload agreement). P17 (snapshot plus stream) may fall with it, where the altered event is applied to a
read, and so may P18 (convergence), where it is the last event of an object that a reconnected person receives.
Nothing else falls: the last character of one text is replaced, so that its length and the shape of the payload stay
the same. Only fields that hold what people write are touched: those that the codec names (`texts`), else those in
`_FIELDS`, in that order, the least nested first, at most four levels deep; never ids, versions, causes, times or
fixed words, which other properties check. An event without such a text does not qualify.
"""

from collections.abc import Iterator
from typing import Any

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Plant
from lockstep.relay.plugin import Line, Message

_FIELDS = ("content", "text", "message", "body", "title", "name", "description")
_DEEPEST = 4

Path = tuple[str | int, ...]


class Alter(Plant):
    """Changes a text of the payload."""

    name = "alter"
    breaks = "P12"
    may_fall = ("P17", "P18")
    made_by = (
        "a server that builds the event from the request and not from what it stored, one that sends a cached "
        "representation, or a chain in which one part reads text in another encoding than it was written in"
    )

    def qualifies(self, line: Line, event: Frame) -> bool:
        """Only an event with a text to change qualifies."""
        return super().qualifies(line, event) and bool(_texts(event.data, _fields(line)))

    def strike(self, line: Line, message: Message, event: Frame) -> None:
        """Pass on the event with its text changed."""
        fields = _fields(line)
        path = min(_texts(event.data, fields), key=lambda found: (fields.index(str(found[-1])), len(found)))
        line.to_client(Message(line.codec.rewrite(message.raw, data=_altered(event.data, path))))
        self.took_effect(line, event, field=".".join(str(part) for part in path))


def _fields(line: Line) -> tuple[str, ...]:
    """The names of fields that hold what people write; the codec of an adapter may name their paths."""
    return tuple(path.rpartition(".")[2] for path in getattr(line.codec, "texts", ())) or _FIELDS


def _texts(data: Any, fields: tuple[str, ...]) -> list[Path]:
    """The paths of the texts that may be changed."""
    return [path for path, value in _walk(data) if path and path[-1] in fields and isinstance(value, str) and value]


def _walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    if len(path) < _DEEPEST and isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _walk(item, (*path, key))


def _altered(value: Any, path: Path) -> Any:
    """A copy in which the text at `path` ends in a different character."""
    if not path:
        return value[:-1] + ("#" if value[-1] != "#" else "*")
    copy = value.copy()
    copy[path[0]] = _altered(value[path[0]], path[1:])
    return copy
