"""Chance depends on the seed and the key alone, and rows are in order."""

from lockstep.history.rows import Pause, Position

from evidence.oracle.backend.world import Event, World
from evidence.oracle.plan import planned


def test_chance_depends_on_seed_and_key() -> None:
    world = World(planned(1))
    assert world.chance("a", 1) == World(planned(1)).chance("a", 1)
    assert world.chance("a", 1) != world.chance("a", 2)
    assert 0 <= world.chance("b") < 1
    assert world.chance("a", 1) != World(planned(2)).chance("a", 1)


def test_rows_at_one_moment_differ_in_time() -> None:
    world = World(planned(1))
    first, second = world.row(Pause()), world.row(Pause())
    assert (first.i, second.i) == (1, 2)
    assert first.t < second.t


def test_an_effect_says_what_is_known() -> None:
    event = Event(1, "edited", "chatroom:7", entity="message:1", version=2, sent="s")
    assert (event.effect(True, True).entity, event.effect(True, True).version) == ("message:1", 2)
    assert (event.effect(True, True, False).entity, event.effect(False, False).version) == (None, None)


def test_a_position_needs_numbers() -> None:
    numbered = next(plan for plan in map(planned, range(50)) if plan.setting.promises.numbers)
    plain = next(plan for plan in map(planned, range(50)) if not plan.setting.promises.numbers)
    assert World(numbered).position("chatroom:7") == Position("e1", 0)
    assert World(plain).position("chatroom:7") is None
