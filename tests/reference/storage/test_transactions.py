"""From commit to consequences."""

import json
import sqlite3
from pathlib import Path

import pytest
from lockstep.reference.settings import FailpointSetting
from lockstep.reference.storage.hub import Hub
from lockstep.reference.storage.transactions import Writes

from tests.reference.conftest import World


def _writes(world: World, failpoint: FailpointSetting | None) -> Writes:
    core = world.backend.core
    return Writes(core.database, core.outbox, core.hub, world.time, failpoint)


def test_events_are_handed_out_after_the_commit_in_their_order_among_other_consequences(world: World) -> None:
    room = f"company:{world.session()['company']['id']}"
    seen: list[str] = []
    with world.backend.core.writes.write("why") as work:
        work.then(seen.append, "before")
        work.event(room, "one", {})
        work.then(lambda: seen.append(f"in transaction: {_in_transaction(world)}"))
        assert seen == []
    assert seen == ["before", "in transaction: False"]
    [frame] = world.backend.core.outbox.since(room, world.backend.core.database.epoch, 0).texts
    assert json.loads(frame)["cause"] == "why"


def test_a_write_that_breaks_stores_and_sends_nothing(world: World) -> None:
    session = world.session()
    room = f"company:{session['company']['id']}"
    ear = world.ear(world.call(session), room)
    with pytest.raises(LookupError):
        _break(world, room)
    assert ear.texts == []
    assert world.backend.core.outbox.position(room)["seq"] == 0


def test_a_pause_holds_back_from_the_nth_commit_with_a_domain_event_until_it_is_released(world: World) -> None:
    session = world.session()
    room = f"company:{session['company']['id']}"
    ear = world.ear(world.call(session), room)
    writes = _writes(world, FailpointSetting("pause", 2))
    for name in ("one", "marker", None, "two", "three", None):
        with writes.write("why") as work:
            if name is not None:
                work.event(room, name, {})
    assert [json.loads(text)["event"] for text in ear.texts] == ["one", "marker"]
    writes.release()
    assert [json.loads(text)["event"] for text in ear.texts] == ["one", "marker", "two", "three"]
    with writes.write("why") as work:
        work.event(room, "four", {})
    assert [json.loads(text)["seq"] for text in ear.texts] == [1, 2, 3, 4, 5]


def test_the_hub_hands_out_what_was_committed(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another connection to the file sees the event in the outbox at the moment it is handed out."""
    room = f"company:{world.session()['company']['id']}"
    file = tmp_path / "0.db"
    seen: list[int] = []

    def look(hub: Hub, event: object) -> None:
        other = sqlite3.connect(file)
        seen.append(other.execute("SELECT count(*) FROM outbox WHERE room = ?", (room,)).fetchone()[0])
        other.close()

    monkeypatch.setattr(Hub, "deliver", look)
    with world.backend.core.writes.write("why") as work:
        work.event(room, "one", {})
    assert seen == [1]


def _break(world: World, room: str) -> None:
    with world.backend.core.writes.write("why") as work:
        work.event(room, "one", {})
        world.backend.core.database.row("SELECT 1 FROM messages")


def _in_transaction(world: World) -> bool:
    try:
        with world.backend.core.database.rehearsal():
            return False
    except sqlite3.OperationalError:
        return True
