"""What a run came to: a connection that was lost undeclared is told, for nothing is owed to whoever had it."""

from typing import Any

import msgspec
from lockstep.history.rows import Close, Fault, Pause, Promises
from lockstep.load.columnar.columns import Columns
from lockstep.load.distribution.summary import Own, conclude, own_of
from lockstep.load.plan import Plan, Room, Shape
from lockstep.targets.load_profile import Caller

from tests.load.ledger import NUMBERED, Run

PLAN = Plan(
    load_profile="none", api="http://127.0.0.1", ws="ws://127.0.0.1", run="run", seed=1,
    users=(Caller("User 0", "0"),),
    rooms=(Room("chatroom:0", (0,), (0,)),), shapes=(Shape(seconds=1, rate=1),),
)  # fmt: skip
OWN = Own(1_000_000_000, 0.1, 1.0, 1, [], ["User 9 could not connect"])


def troubles(run: Run) -> list[str]:
    return conclude(PLAN, run.end(), OWN, None, "").troubles


def lost(run: Run, user: int, by: Any = "network", code: int | None = None) -> None:
    run.row(Close(by=by, code=code), user)
    run.listening.discard(user)


def test_who_leaves_himself_is_no_trouble_and_what_the_generator_told_is_kept() -> None:
    run = Run([[0], [0]])
    run.leave(1)
    assert troubles(run) == ["User 9 could not connect"]


def test_a_connection_that_nobody_here_ended_is_told() -> None:
    run = Run([[0], [0]])
    lost(run, 0)
    lost(run, 1, "server", 1011)
    first, second = troubles(run)[1:]
    assert first.startswith("User 0/load lost its connection (without a code) 0.000 s after the schedule began")
    assert "User 1/load lost its connection (1011)" in second


def test_a_declared_fault_excuses_what_ends_while_it_is_on() -> None:
    run = Run([[0], [0]])
    run.row(Fault(name="backend killed", phase="start"))
    lost(run, 0)
    run.row(Fault(name="backend killed", phase="end", evidence="it was"))
    assert len(troubles(run)) == 1
    lost(run, 1)
    assert len(troubles(run)) == 2


def test_a_reader_that_paused_may_be_let_go_with_the_declared_code_only() -> None:
    def told(code: int) -> int:
        promises: Promises = msgspec.structs.replace(NUMBERED, slow_codes=(4408,))
        run = Run([[0], [0]], promises)
        run.row(Pause(), 1)
        lost(run, 1, "server", code)
        return len(troubles(run))

    assert (told(4408), told(1011)) == (1, 2)


def test_requests_after_an_outage_are_counted_apart() -> None:
    run = Run([[0]])
    run.post(0, 0)
    assert conclude(PLAN, run.end(), OWN, None, "").since_outages is None
    run = Run([[0]])
    run.tape.outcome(run.post(0, 0), run.tick(), 3, 0, "reset")
    run.row(Fault(name="backend killed", phase="start"))
    run.row(Fault(name="backend killed", phase="end", evidence="it was"))
    run.tick()
    run.post(0, 0)
    run.tape.outcome(run.post(0, 0), run.tick(), 3, 0, "reset")
    since = conclude(PLAN, run.end(), OWN, None, "").since_outages
    assert since is not None
    assert (since.due, since.failed) == (2, 1)


def test_rows_of_others_are_put_in_their_place_and_stay_as_they_were() -> None:
    run = Run([[0]])
    fault = Fault(t=run.tick(), i=77, name="backend killed", phase="start")
    columns: Columns = run.end()
    columns.add([fault])
    assert [row.i for row in columns.rows] == list(range(len(columns.rows)))
    assert [row.t for row in columns.rows] == sorted(row.t for row in columns.rows)
    assert any(isinstance(row, Fault) for row in columns.rows)
    assert fault.i == 77


def test_what_a_generator_says_of_itself_is_read_back() -> None:
    assert own_of(msgspec.json.encode(OWN)) == OWN
