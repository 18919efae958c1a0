"""Frames that an adapter cannot read: each leaves a row that breaks the schema, and what follows is read."""

from typing import Any

import pytest
from lockstep.actors.session import Session
from lockstep.clients.dialects.base import Frame
from lockstep.history.rows import Recv
from lockstep.targets.base import Event, Identity, Notice

from tests.targets.plain import PlainTarget, recorder


def received(target: PlainTarget, *frames: Frame) -> list[tuple[str, bool, str | None]]:
    """What a history says of these frames: kind, whether they are events, how they break the schema."""
    kept = recorder()
    session = Session(target, kept, Identity("Ben"), "laptop")
    session.received("Ben/laptop#1", 1, "{}", list(frames))
    return [(row.kind, row.event, row.schema) for row in kept.history.of(Recv)]


def news(**fields: Any) -> Frame:
    return Frame("news", event=True, channel="chatroom:7", data={"id": 1}, body={}, **fields)


def target(monkeypatch: pytest.MonkeyPatch, method: str, does: Any) -> PlainTarget:
    made = PlainTarget("ws://127.0.0.1:1")
    monkeypatch.setattr(made, method, does)
    return made


@pytest.mark.parametrize("method", ["schema_of", "normalise"])
def test_an_event_at_which_the_adapter_raises(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    def raises(frame: Frame) -> Any:
        raise KeyError(frame.kind)

    told = "frame: the adapter raised KeyError: 'news' at it"
    assert received(target(monkeypatch, method, raises), news(), news()) == [("news", False, told)] * 2


@pytest.mark.parametrize("method", ["notices", "error_of"])
def test_a_control_frame_at_which_the_adapter_raises(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    def raises(frame: Frame) -> Any:
        raise KeyError("room")

    joined = Frame("room_joined", event=False, body={})
    told = "frame: the adapter raised KeyError: 'room' at it"
    assert received(target(monkeypatch, method, raises), joined) == [("room_joined", False, told)]


@pytest.mark.parametrize(
    ("method", "found", "frame"),
    [
        ("normalise", [Event("news", "chatroom:7", version="1")], news()),
        ("notices", [Notice("subscribe", "done", 7)], Frame("joined", event=False, body={})),
        ("notices", [Notice("subscribe", "done")], Frame("joined", event=False, body={})),
    ],
)
def test_what_no_history_can_hold_is_not_recorded(
    monkeypatch: pytest.MonkeyPatch, method: str, found: list[Any], frame: Frame
) -> None:
    ((kind, event, told),) = received(target(monkeypatch, method, lambda _: found), frame)
    assert (kind, event) == (frame.kind, False)
    assert (told or "").startswith(("frame: the adapter raised TypeError", "frame: the adapter raised ValueError"))


def test_an_event_that_breaks_the_schema_and_tells_nothing_leaves_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    made = target(monkeypatch, "normalise", lambda _: [])
    assert received(made, news()) == []
    monkeypatch.setattr(made, "schema_of", lambda _: "data.id: Field required")
    assert received(made, news()) == [("news", False, "data.id: Field required")]
