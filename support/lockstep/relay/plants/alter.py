"""Alter: a text in an event's payload differs from the one that was written.

Breaks P12 (payload agreement). P17 (snapshot plus stream) may fall with it, where the altered event is applied to a
read, and so may P18 (convergence), where it is the last event of an object that a reconnected person receives.
Nothing else falls: the last character of one text is replaced, so that its length and the shape of the payload stay
the same. Only fields that hold what people write are touched (`content` first, then `text` and the rest in the order
of `_FIELDS`, the least nested first, at most four levels deep); never ids, versions, causes, times or fixed words,
which other properties check. An event without such a text does not qualify. A dialect whose texts stand elsewhere
declares where (`Codec`, `texts`); then only those are touched, the first that an event has.
"""

from collections.abc import Iterator
from typing import Any

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import Plant
from lockstep.relay.plugin import Message, WebSocket

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

    def qualifies(self, websocket: WebSocket, event: Frame) -> bool:
        """Only an event with a text to change qualifies."""
        if not super().qualifies(websocket, event):
            return False
        if self._path(event) is None:
            where = ", ".join(self.texts or _FIELDS)
            self.could_not(f"the event has no text in {where}: declare in the codec where texts stand (texts)")
            return False
        return True

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """Pass on the event with its text changed."""
        path = self._path(event) or ()
        websocket.to_client(Message(websocket.codec.rewrite(message.raw, data=_altered(event.data, path))))
        self.took_effect(websocket, event, field=".".join(str(part) for part in path))

    def _path(self, event: Frame) -> Path | None:
        """Where the text to change stands; None where there is none."""
        if self.texts:
            declared = (tuple(one.split(".")) for one in self.texts)
            return next((path for path in declared if _at(event.data, path)), None)
        found = _texts(event.data)
        return min(found, key=lambda one: (_FIELDS.index(str(one[-1])), len(one))) if found else None


def _at(data: Any, path: tuple[str, ...]) -> bool:
    """Whether a text that is not empty stands there."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return isinstance(data, str) and bool(data)


def _texts(data: Any) -> list[Path]:
    """The paths of the texts that may be changed."""
    return [path for path, value in _walk(data) if path and path[-1] in _FIELDS and isinstance(value, str) and value]


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
