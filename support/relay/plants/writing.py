"""What plants share that strike at writes over HTTP: which they may touch.

Only a write that causes events can break what is promised of events. The relay learns which do: a route (the method
and the form of the path, see `Asked.route`) does once an event said the same as the answer to a write on it, that
is, has the same `id` and agrees in every field that both have. So the first write on a route is never struck, but
where its event came before its answer; and on a target whose events say nothing of what its answers say, these
plants take no effect, and the run says so.

A write *qualifies* if its route does, its path begins with the option `path`, and `who` is its writer. Options that
speak of events (`channel`, `kind`, `markers`, `ephemeral`) say which events the relay learns from. Occasions are
counted per connection and route.
"""

from collections import deque
from typing import Any, Final

import msgspec

from support.clients.dialects.base import Frame
from support.relay.exchanges import Answered, Asked
from support.relay.hooks import Line, Message
from support.relay.plants.base import Options, Plant, Text

_REMEMBERED: Final = 256


class WriteOptions(Options, frozen=True, kw_only=True):
    """`path`: how the path of a write begins, such as `/api/v1/messages`; empty: all are meant."""

    path: Text = ""


class WritePlant(Plant):
    """A plant that strikes at writes; it passes every event on."""

    reads_http = True
    options_type = WriteOptions
    options: WriteOptions

    def __init__(self, options: WriteOptions) -> None:
        """Nothing is learned."""
        super().__init__(options)
        self._causing: set[str] = set()
        self._answers: deque[tuple[str, dict[str, Any]]] = deque(maxlen=_REMEMBERED)
        self._events: deque[dict[str, Any]] = deque(maxlen=_REMEMBERED)

    def from_server(self, line: Line, message: Message) -> None:
        """Learn from the event, and pass the message on."""
        event = message.event
        if event is not None and isinstance(event.data, dict) and "id" in event.data and self.qualifies(line, event):
            self._causing.update(route for route, thing in self._answers if _same(thing, event.data))
            self._events.append(event.data)
        line.to_client(message)

    def strike(self, line: Line, message: Message, event: Frame) -> None:
        """No event is struck."""
        line.to_client(message)

    def may_act_on(self, line: Line, channel: str) -> bool:
        """It learns on every line: `who` is the writer."""
        return True

    def answered(self, asked: Asked, answered: Answered) -> Answered | None:
        """Learn from the answer, and pass it on."""
        thing = thing_in(answered)
        if thing is not None:
            if any(_same(thing, event) for event in self._events):
                self._causing.add(asked.route)
            self._answers.append((asked.route, thing))
        return None

    def hung_up(self, connection: int) -> None:
        """Forget what was counted on it."""
        self.forget(connection)

    def is_turn_of(self, asked: Asked) -> bool:
        """Whether the write qualifies and it is its turn."""
        wanted = self.options
        qualifies = (
            asked.route in self._causing and asked.path.startswith(wanted.path) and wanted.who in {"", asked.person}
        )
        return qualifies and self.is_turn(asked.connection, asked.route)

    def struck(self, asked: Asked) -> None:
        """Count an effect on this write."""
        self.count_effect(connection=asked.connection, person=asked.person, route=asked.route)


def thing_in(answered: Answered) -> dict[str, Any] | None:
    """What an acknowledgement says of the thing that was written: an object with an `id`, alone or under `data`."""
    if not 200 <= answered.status < 300:
        return None
    try:
        body = msgspec.json.decode(answered.body)
    except (ValueError, RecursionError):
        return None
    return next((found for found in places(body) if isinstance(found, dict) and "id" in found), None)


def places(body: Any) -> list[Any]:
    """Where in an answer the thing may stand."""
    return [body.get("data"), body] if isinstance(body, dict) else []


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one["id"] == other["id"] and all(one[key] == other[key] for key in one.keys() & other.keys())
