"""Swallow-write: a write is acknowledged, but never performed.

Breaks P1 (no loss), as its event never arrives. P6 (one result per idempotency key) may fall with it, where a write
is retried, and so may P14 (read agrees with event), where the object is read.

The write is not forwarded. Its answer is made from the last real answer to a write on the same route: with an id that
the server is very unlikely to assign (or the writer's own), the values the writer sent in fields of the same name,
and their `X-Request-Id`. An id that ends in a number keeps its form, so that its shape gives nothing away. The relay
cannot know the answer to a change: only POSTs that are answered with an id qualify. Later requests for the object are
answered by the server, to which it is unknown.

`lockstep.relay.plants.writing` states which writes qualify.
"""

import re
from typing import Any

import msgspec

from lockstep.relay.exchanges import WriteRequest, WriteResponse
from lockstep.relay.plants.writing import WriteOptions, WritePlant

_FAR = 1_000_000_000
_REQUEST_ID = b"x-request-id"
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]+\Z")


class SwallowWrite(WritePlant):
    """Acknowledges a write without performing it."""

    name = "swallow-write"
    breaks = "P1"
    may_fall = ("P6", "P14")
    made_by = (
        "a server that answers once the write is in a queue whose worker loses it, one that answers before "
        "the commit and ignores that it failed, or a cache in front that repeats an answer"
    )

    def __init__(self, options: WriteOptions) -> None:
        """No answer has arrived."""
        super().__init__(options)
        self._models: dict[str, WriteResponse] = {}

    def asked(self, asked: WriteRequest) -> WriteResponse | None:
        """Answer in place of the server."""
        model = self._models.get(asked.route)
        if model is None or not self.is_turn_of(asked):
            return None
        self.struck(asked)
        own = dict(asked.headers).get(_REQUEST_ID)
        told = tuple(
            (name, own if own is not None and name.lower() == _REQUEST_ID else value) for name, value in model.headers
        )
        return WriteResponse(model.status, told, self._made_up(model, asked))

    def answered(self, asked: WriteRequest, answered: WriteResponse) -> WriteResponse | None:
        """Keep the answer as a template."""
        if asked.method == "POST" and self.thing_in(answered) is not None:
            self._models[asked.route] = answered
        return super().answered(asked, answered)

    def _made_up(self, model: WriteResponse, asked: WriteRequest) -> bytes:
        body = msgspec.json.decode(model.body)
        thing, named = self.thing_of(body), self.id_field
        if thing is not None:
            sent = _object(asked.body)
            thing.update({key: value for key, value in sent.items() if key in thing})
            if named not in sent:
                thing[named] = self._new(thing[named])
        return msgspec.json.encode(body)

    def _new(self, known: Any) -> Any:
        if isinstance(known, int):
            return known + _FAR + self.effects
        number = _NUMBER.search(str(known))
        if number is None:
            return f"{known}-{self.effects}"
        return f"{known[: number.start()]}{int(number[0]) + _FAR + self.effects}"


def _object(body: bytes) -> dict[str, Any]:
    """The object that was sent, alone or as the only entry of a list."""
    try:
        sent = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        return {}
    if isinstance(sent, list) and len(sent) == 1:
        (sent,) = sent
    return sent if isinstance(sent, dict) else {}
