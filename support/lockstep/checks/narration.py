"""Narration: a witness in names, texts and times instead of ids, digests and nanoseconds.

Times are seconds after the history's header ("+1.204 s"); a channel or entity goes by the label that the scenario
gave it; a text is what a person wrote (content, name, ...), shortened to 60 characters; a device follows its person
in parentheses.
"""

from typing import Any

from lockstep.checks.facts.facts import Facts
from lockstep.checks.facts.sessions import MS, Session
from lockstep.checks.facts.writes import Expected, Write
from lockstep.history.rows import Read, Recv, Snapshot

_LONGEST = 60
_TEXTS = ("content", "text", "body", "message", "title", "name", "label", "status")
_POSTS = {"post", "send", "publish"}

_MARKER = "a marker of the suite"


class Telling:
    """Words for the people, things and moments of one history."""

    def __init__(self, facts: Facts) -> None:
        """`facts` know the labels and when the history began."""
        self._facts = facts

    def at(self, t: int) -> str:
        """A moment, as seconds after the beginning: "+1.204 s"."""
        return f"{(t - self._facts.start) / 1e9:+.3f} s"

    def who(self, session: Session) -> str:
        """A session: "Ben (laptop)"."""
        device = session.name.removeprefix(session.person).strip("/:#. ")
        return f"{session.person} ({device})" if device else session.person

    def thing(self, ref: str | None) -> str:
        """A channel or entity: "chatroom "design"" where it has a label, else as it is."""
        if ref is None:
            return "no channel"
        label = self._facts.names.get(ref)
        if label is None:
            return ref
        kind = ref.partition(":")[0]
        return f'{kind} "{label}"' if kind != ref else f'"{label}"'

    def subject(self, entity: str) -> str:
        """An entity by its author and time: "Ana's message of +1.204 s"; by its label or person where it has one;
        "the same message" where its author is unknown."""
        kind, _, key = entity.partition(":")
        if entity in self._facts.names:
            return self.thing(entity)
        if any(one.person == key for one in self._facts.roster.sessions.values()):
            return f"{key}'s {kind}"
        made = next((one for one in self._facts.writes.values() if one.answer and one.answer.entity == entity), None)
        if made is None or made.state != "ok" or made.invoke.person is None:
            return f"the same {kind}"
        return f"{made.invoke.person}'s {kind} of {self.at(made.invoke.t)}"

    def event(self, recv: Recv) -> str:
        """A received event: ""Hello 2" (chatroom_message_received, number 4)"."""
        what = _MARKER if recv.marker else _text(recv.payload) or self._entity(recv.entity)
        return _named(what, recv.kind, recv.seq)

    def arrival(self, recv: Recv) -> str:
        """When an event arrived: "at +1.204 s, frame 12 of its connection"."""
        return f"at {self.at(recv.t)}, frame {recv.n} of its connection"

    def look(self, look: Read | Snapshot) -> str:
        """A read, from its request to its answer: "Ben's read from +1.204 s to +1.210 s"."""
        return f"{look.person}'s read from {self.at(look.since)} to {self.at(look.t)}"

    def effect(self, expected: Expected) -> str:
        """What somebody should have received, with its number where anybody heard it."""
        heard = next(iter(expected.received.values()), None)
        answer = expected.write.answer
        same = answer is not None and expected.effect.entity in {None, answer.entity}
        text = _text(heard.payload if heard is not None else answer.payload if answer is not None and same else None)
        if expected.write.invoke.marker:
            text = _MARKER
        return _named(
            text or self._entity(expected.effect.entity), expected.effect.kind, heard.seq if heard else None
        )

    def origin(self, expected: Expected) -> str:
        """Where an effect came from: "that Ana posted to chatroom "design" at +1.204 s, answered +1.207 s"."""
        write, place = expected.write, self.thing(expected.effect.channel)
        person, operation = write.invoke.person or "somebody", write.invoke.operation
        if write.invoke.marker:
            act = f"that {person} wrote into {place}"
        elif operation.partition("_")[0] in _POSTS:
            act = f"that {person} posted to {place}"
        else:
            act = f"that {person}'s {operation} caused in {place}"
        return f"{act} at {self.at(write.invoke.t)}, {self.outcome(write)}"

    def outcome(self, write: Write) -> str:
        """How a write was answered: "answered +1.207 s", "refused (403) +1.207 s", "never answered"."""
        if write.answer is None:
            return "never answered"
        word = {"ok": "answered", "fail": "refused", "info": "without a certain answer"}[write.state]
        status = "" if write.state == "ok" else f" ({write.answer.status})"
        return f"{word}{status} {self.at(write.answer.t)}"

    def values(self, left: Any, right: Any) -> tuple[str, str]:
        """Two payloads that differ: their texts where these differ, else the fields that do."""
        texts = _text(left), _text(right)
        if texts[0] != texts[1] and all(texts):
            return texts
        if isinstance(left, dict) and isinstance(right, dict):
            fields = [name for name in {**left, **right} if left.get(name) != right.get(name)][:3]
            return tuple_of(_fields(left, fields), _fields(right, fields))
        return tuple_of(texts[0] or _value(left), texts[1] or _value(right))

    def _entity(self, entity: str | None) -> str:
        return "" if entity is None else self.thing(entity)


def milliseconds(ns: int) -> str:
    """A length of time: "12.5 ms"."""
    return f"{ns / MS:.1f} ms"


def tuple_of(left: str, right: str) -> tuple[str, str]:
    """A pair, told apart even where both look alike."""
    return (left, right) if left != right else (f"{left} (one digest)", f"{right} (another digest)")


def _named(what: str, kind: str, number: int | None) -> str:
    numbered = "" if number is None else f", number {number}"
    return f"{what} ({kind}{numbered})" if what else f"{kind}{numbered.replace(', ', ' ')}"


def _text(payload: Any) -> str:
    """The text a person wrote, in quotation marks; empty where none is found."""
    if isinstance(payload, str):
        return _quoted(payload)
    if isinstance(payload, dict):
        for name in _TEXTS:
            if isinstance(payload.get(name), str) and payload[name]:
                return _quoted(payload[name])
    return ""


def _quoted(text: str) -> str:
    return f'"{_short(" ".join(text.split()))}"'


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _value(payload: Any) -> str:
    return "something not kept" if payload is None else _short(repr(payload))


def _fields(payload: dict[str, Any], names: list[str]) -> str:
    shown = (f"{name} {_short(repr(payload[name])) if name in payload else 'absent'}" for name in names)
    return ", ".join(shown) or "the same fields"
