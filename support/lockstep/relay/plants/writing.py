"""The base of plants that affect writes over HTTP: it selects the writes.

Only a write that causes events can break a promise about events. The relay learns which do: a route (the method and
the shape of the path, see `WriteRequest.route`) qualifies once an event matched the answer to a write on it, that is,
named the same object (in the dialect's field for it, usually `id`) and agreed in every field that both have. So the
first write on a route is never affected, unless its event arrived before its answer; and on a target whose events
share no fields with its answers, these plants take no effect, and the run reports that.

A write *qualifies* if its route does, its path begins with the option `path`, and its writer is `who`. Options about
events (`channel`, `kind`, `markers`, `ephemeral`) select the events the relay learns from. Occasions are counted per
connection and route.
"""

from collections import deque
from typing import Any, Final

import msgspec

from lockstep.clients.dialects.base import Frame
from lockstep.relay.exchanges import WriteRequest, WriteResponse
from lockstep.relay.plants.base import Options, Plant, Text
from lockstep.relay.plugin import Message, WebSocket

_REMEMBERED: Final = 256


class WriteOptions(Options, frozen=True, kw_only=True):
    """`path`: the beginning of a write's path, such as `/api/v1/messages`; an empty one matches all."""

    path: Text = ""


class WritePlant(Plant):
    """A plant that affects writes; it passes every event on."""

    reads_http = True
    options_type = WriteOptions
    options: WriteOptions

    def __init__(self, options: WriteOptions) -> None:
        """Nothing has been learned."""
        super().__init__(options)
        self._causing: set[str] = set()
        self._answers: deque[tuple[str, dict[str, Any]]] = deque(maxlen=_REMEMBERED)
        self._told: deque[Frame] = deque(maxlen=_REMEMBERED)

    def from_server(self, websocket: WebSocket, message: Message) -> None:
        """Learn from the event, and pass the message on."""
        event = message.event
        if event is not None and event.entity is not None and self.qualifies(websocket, event):
            self._causing.update(route for route, thing in self._answers if self._same(thing, event))
            self._told.append(event)
        websocket.to_client(message)

    def strike(self, websocket: WebSocket, message: Message, event: Frame) -> None:
        """No event is affected."""
        websocket.to_client(message)

    def may_act_on(self, websocket: WebSocket, channel: str) -> bool:
        """The plant learns on every websocket, as `who` is the writer."""
        return True

    def answered(self, asked: WriteRequest, answered: WriteResponse) -> WriteResponse | None:
        """Learn from the answer, and pass it on."""
        thing = self.thing_in(answered)
        if thing is not None:
            if any(self._same(thing, event) for event in self._told):
                self._causing.add(asked.route)
            self._answers.append((asked.route, thing))
        return None

    def hung_up(self, connection: int) -> None:
        """Discard the connection's counts."""
        self.forget(connection)

    def is_turn_of(self, asked: WriteRequest) -> bool:
        """Whether the write qualifies and is the one to affect."""
        wanted = self.options
        qualifies = (
            asked.route in self._causing and asked.path.startswith(wanted.path) and wanted.who in {"", asked.person}
        )
        return qualifies and self.is_turn(asked.connection, asked.route)

    def struck(self, asked: WriteRequest) -> None:
        """Count an effect on this write."""
        self.count_effect(connection=asked.connection, person=asked.person, route=asked.route)

    def thing_in(self, answered: WriteResponse) -> dict[str, Any] | None:
        """What an acknowledgement states about the object written."""
        if not 200 <= answered.status < 300:
            return None
        try:
            return self.thing_of(msgspec.json.decode(answered.body))
        except (ValueError, RecursionError):
            return None

    def thing_of(self, body: Any) -> dict[str, Any] | None:
        """The object in an answer: all of it, what is under `data`, the only entry of a list, or where the path to
        its id leads."""
        *nested, field = self.written_id.split(".")
        places = body if isinstance(body, list) else [body]
        if not nested and isinstance(body, dict):
            places = [body.get("data"), body]
        for name in nested:
            places = [one.get(name) for one in places if isinstance(one, dict)]
        return next((one for one in places if isinstance(one, dict) and field in one), None)

    @property
    def id_field(self) -> str:
        """The last part of the path to the id."""
        return self.written_id.rpartition(".")[2]

    def why(self) -> list[str]:
        """Which step of what it has to learn did not happen."""
        if not self._events:
            return super().why()
        if not self._answers:
            told = f'no answer to a write named the object written by "{self.written_id}"'
            return [f"{told}: declare in the codec where its id stands (written_id)"]
        if not self._causing:
            return ["no event had the id and the content of an answer, so no write is known to cause events"]
        return super().why()

    def _same(self, thing: dict[str, Any], event: Frame) -> bool:
        said = event.data if isinstance(event.data, dict) else {}
        named = str(thing[self.id_field]) == event.entity
        return named and all(thing[key] == said[key] for key in thing.keys() & said.keys())
