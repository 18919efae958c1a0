"""What plants share that strike at writes over HTTP: which they may touch.

Only a write that causes events can break what is promised of events. The relay learns which do: a route (the method
and the form of the path, see `Asked.route`) does once an event said the same as the answer to a write on it, that
is, names the same thing (in the dialect's field for it, `id` mostly) and agrees in every field that both have. So
the first write on a route is never struck, but
where its event came before its answer; and on a target whose events say nothing of what its answers say, these
plants take no effect, and the run says so.

A write *qualifies* if its route does, its path begins with the option `path`, and `who` is its writer. Options that
speak of events (`channel`, `kind`, `markers`, `ephemeral`) say which events the relay learns from. Occasions are
counted per connection and route.
"""

from collections import deque
from typing import Any, Final

import msgspec

from lockstep.clients.dialects.base import Frame
from lockstep.relay.exchanges import Answered, Asked
from lockstep.relay.plants.base import Options, Plant, Text
from lockstep.relay.plugin import Line, Message

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
        self._events: deque[Frame] = deque(maxlen=_REMEMBERED)

    def from_server(self, line: Line, message: Message) -> None:
        """Learn from the event, and pass the message on."""
        event = message.event
        if event is not None and event.entity is not None and self.qualifies(line, event):
            self._causing.update(route for route, thing in self._answers if self._same(thing, event))
            self._events.append(event)
        line.to_client(message)

    def strike(self, line: Line, message: Message, event: Frame) -> None:
        """No event is struck."""
        line.to_client(message)

    def may_act_on(self, line: Line, channel: str) -> bool:
        """It learns on every line: `who` is the writer."""
        return True

    def answered(self, asked: Asked, answered: Answered) -> Answered | None:
        """Learn from the answer, and pass it on."""
        thing = self.thing_in(answered)
        if thing is not None:
            if any(self._same(thing, event) for event in self._events):
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

    def thing_in(self, answered: Answered) -> dict[str, Any] | None:
        """What an acknowledgement says of the thing that was written."""
        if not 200 <= answered.status < 300:
            return None
        try:
            return self.thing_of(msgspec.json.decode(answered.body))
        except (ValueError, RecursionError):
            return None

    def thing_of(self, body: Any) -> dict[str, Any] | None:
        """The object of an answer that names a thing: all of it, what is under `data`, or the only one of a list."""
        places = [body.get("data"), body] if isinstance(body, dict) else body if isinstance(body, list) else []
        return next((found for found in places if isinstance(found, dict) and self.written_id in found), None)

    def _same(self, thing: dict[str, Any], event: Frame) -> bool:
        said = event.data if isinstance(event.data, dict) else {}
        named = str(thing[self.written_id]) == event.entity
        return named and all(thing[key] == said[key] for key in thing.keys() & said.keys())
