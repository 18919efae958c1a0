"""Columns and rows agree: the same run, judged by arrays and by the checks of rows, gets the same verdicts."""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from lockstep.checks.judge import judge as judge_rows
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Close, Continue, Fault, Pause, Promises, Revoke, Settled
from lockstep.load.columnar.as_rows import rows_of
from lockstep.load.columnar.columns import REFUSED, UNKNOWN, Columns
from lockstep.load.columnar.judge import judge

from tests.load.columnar.test_pairing_by_count import edits
from tests.load.columnar.test_pairing_by_count import forget as forget_one
from tests.load.ledger import NUMBERED, Run, healthy, taken, without

CAUSED = Promises(cause=True)


def by_arrays(columns: Columns) -> dict[str, Verdict]:
    return {verdict.property: verdict for verdict in judge(columns)}


def by_rows(columns: Columns) -> dict[str, Verdict]:
    return {verdict.property: verdict for verdict in judge_rows(rows_of(columns))}


def told(verdicts: dict[str, Verdict]) -> dict[str, tuple[str, int]]:
    return {name: (verdict.outcome, verdict.instances) for name, verdict in verdicts.items()}


def agree(columns: Columns) -> dict[str, Verdict]:
    """The verdicts by arrays, once they were found to be those by rows."""
    arrays, rows = by_arrays(columns), by_rows(columns)
    assert told(arrays) == {name: pair for name, pair in told(rows).items() if name in arrays}
    for name, verdict in arrays.items():
        assert len(verdict.witnesses) == len(rows[name].witnesses), name
    return arrays


@pytest.mark.parametrize("seed", range(12))
def test_a_healthy_run_raises_nothing(seed: int) -> None:
    verdicts = agree(healthy(seed))
    assert {verdict.outcome for verdict in verdicts.values()} <= {"holds", "not applicable"}
    assert verdicts["P1"].instances > 50


def lose(columns: Columns) -> Columns:
    return without(columns, 17)


def lose_the_last(columns: Columns) -> Columns:
    return without(columns, len(columns.a_t) - 1)


def double(columns: Columns) -> Columns:
    places = np.arange(len(columns.a_t))
    columns = taken(columns, np.insert(places, 21, 20))
    columns.a_t[21:] += 1
    return columns


def swap(columns: Columns) -> Columns:
    places = np.arange(len(columns.a_t))
    conn = columns.a_conn
    one = next(place for place in range(10, len(conn)) if columns.f_seq[columns.a_frame[place]] > 2)
    channel = columns.f_channel[columns.a_frame]
    other = next(
        place for place in range(one + 1, len(conn)) if conn[place] == conn[one] and channel[place] == channel[one]
    )
    places[[one, other]] = places[[other, one]]
    return taken(columns, places)


def forge(columns: Columns) -> Columns:
    frame = columns.a_frame[10]
    columns.f_cause[frame], columns.f_entity[frame] = -2, -1
    return columns


def alter(columns: Columns) -> Columns:
    columns.f_digest[columns.a_frame[10]] ^= np.uint64(1)
    return columns


def refuse(columns: Columns) -> Columns:
    w = columns.f_cause[columns.a_frame[10]]
    columns.w_state[w], columns.w_status[w] = REFUSED, 403
    columns.w_entity[w] = columns.w_version[w] = -1
    columns.w_digest[w] = 0
    return columns


def forget(columns: Columns) -> Columns:
    w = columns.f_cause[columns.a_frame[10]]
    columns.w_state[w], columns.w_status[w] = UNKNOWN, 503
    columns.w_entity[w] = columns.w_version[w] = -1
    columns.w_digest[w] = 0
    return columns


def forget_and_announce_as_another_thing(columns: Columns) -> Columns:
    columns = forget(columns)
    columns.texts.append("chatroom_archived")
    at = columns.f_kind[columns.a_frame[10]]
    return with_own_frames(columns, [10], f_kind=len(columns.texts) - 1 - int(at), f_seq=1000)


def foresee(columns: Columns) -> Columns:
    w = columns.f_cause[columns.a_frame[10]]
    columns.w_sent[w] = columns.w_answered[w] + 1
    columns.w_answered[w] += 2
    return columns


def leak(columns: Columns) -> Columns:
    frames, channels = columns.a_frame, columns.f_channel
    received = {(int(c), int(channels[f])) for c, f in zip(columns.a_conn, frames, strict=True)}
    place, conn = next(
        (place, conn) for place in range(10, len(frames)) for conn in np.unique(columns.a_conn)
        if (int(conn), int(channels[frames[place]])) not in received and columns.texts[conn].endswith("#1")
    )  # fmt: skip
    columns.a_conn[place] = conn
    return columns


def break_the_schema(columns: Columns) -> Columns:
    columns.texts.append("data.content: missing")
    columns.f_schema[columns.a_frame[10]] = len(columns.texts) - 1
    return columns


def unnumber(columns: Columns) -> Columns:
    columns.f_seq[columns.a_frame[10]] = -1
    return columns


def with_own_frames(columns: Columns, places: list[int], **changes: int) -> Columns:
    """The columns with a copy of the frame of each of these arrivals; `changes` are added to its columns."""
    for place in places:
        frame = columns.a_frame[place]
        for name in [name for name in Columns.__slots__ if name.startswith("f_")]:
            values = getattr(columns, name)
            setattr(columns, name, np.append(values, values[frame] + values.dtype.type(changes.get(name, 0))))
        columns.a_frame[place] = len(columns.f_kind) - 1
    return columns


def shared(columns: Columns) -> int:
    """The place of an arrival that others received too."""
    times = np.bincount(columns.a_frame)
    return next(place for place in range(10, len(columns.a_frame)) if times[columns.a_frame[place]] > 1)


def flap(columns: Columns) -> Columns:
    columns.texts.append("e9")
    place = shared(columns)
    at = columns.f_epoch[columns.a_frame[place]]
    return with_own_frames(columns, [place], f_epoch=len(columns.texts) - 1 - int(at))


def shift(columns: Columns) -> Columns:
    mine = np.flatnonzero(columns.a_conn == columns.a_conn[shared(columns)]).tolist()
    return with_own_frames(columns, mine, f_seq=1)


@pytest.mark.parametrize(
    ("plant", "broken"),
    [
        (flap, "P10"), (shift, "P10"),
        (forget_and_announce_as_another_thing, "P3"),
        (lose, "P1"), (lose_the_last, "P1"), (double, "P2"), (swap, "P7"), (forge, "P3"), (alter, "P12"),
        (refuse, "P4"), (foresee, "P5"), (leak, "P19"), (break_the_schema, "P13"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("seed", range(4))
def test_what_is_planted_is_found_and_by_both_alike(
    plant: Callable[[Columns], Columns], broken: str, seed: int
) -> None:
    assert agree(plant(healthy(seed, absences=0)))[broken].outcome == "violated"


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    "plant", [lose, lose_the_last, double, alter, refuse, forget, unnumber, break_the_schema, flap, shift]
)
def test_both_agree_where_people_come_and_go(plant: Callable[[Columns], Columns], seed: int) -> None:
    agree(plant(healthy(seed)))


@pytest.mark.parametrize("seed", range(20))
def test_both_agree_on_whatever_is_lost_doubled_and_shuffled(seed: int) -> None:
    dice = np.random.default_rng(seed)
    columns = healthy(seed, writes=40)
    places = np.arange(len(columns.a_t))
    places = np.delete(places, dice.choice(len(places), 6, replace=False))
    places = np.insert(places, 30, places[[3, 8]])
    one = int(dice.integers(len(places) - 4))
    places[one : one + 4] = dice.permutation(places[one : one + 4])
    columns = taken(columns, places)
    columns.a_t += np.arange(len(columns.a_t))
    agree(columns)


def test_what_came_after_the_deadline_is_late_for_both() -> None:
    run = Run([[0], [0]], loss_ms=0.01)
    run.post(0, 0)
    columns = run.end(wait_ms=100)
    columns.a_t[-1] += 50_000_000
    verdicts = agree(columns)
    assert verdicts["P1"].outcome == verdicts["P24"].outcome == "violated"
    assert "late" in verdicts["P1"].witnesses[0].text


@pytest.mark.parametrize(("delay_ms", "outcome"), [(100.0, "holds"), (0.0, "violated")])
def test_a_declared_delay_is_added_for_both(delay_ms: float, outcome: str) -> None:
    run = Run([[0], [0]], loss_ms=0.01)
    run.row(Fault(name="slow", phase="start", delay_ms=delay_ms))
    run.row(Fault(name="slow", phase="end"))
    run.post(0, 0)  # waits behind what the fault still held
    columns = run.end(wait_ms=200)
    columns.a_t[-1] += 50_000_000
    verdicts = agree(columns)
    assert (verdicts["P1"].outcome, verdicts["P24"].outcome) == (outcome, outcome)


@pytest.mark.parametrize(("promises", "outcome"), [(CAUSED, "violated"), (Promises(), "not applicable")])
def test_other_content_at_one_listener_of_a_cause_is_found_by_both(promises: Promises, outcome: str) -> None:
    run = Run([[0], [0]], promises)
    run.post(0, 0)
    columns = run.end()
    columns.w_version[:], columns.f_version[:] = -1, -1
    assert "violated" not in {verdict.outcome for verdict in agree(columns).values()}
    columns = with_own_frames(columns, [1], f_digest=1)
    assert agree(columns)["P12"].outcome == outcome


def test_a_leak_after_a_revocation_proves_no_loss_to_both() -> None:
    run = Run([[0], [0]])
    under_way = run.post(0, 0)
    run.row(Revoke(person="User 1", phase="requested", channel="chatroom:0", w="r1"))
    run.row(Revoke(person="User 1", phase="done", channel="chatroom:0", w="r1"))
    run.post(0, 0)
    columns = without(run.end(), 1)
    columns.w_answered[under_way] = columns.a_t[-1]
    verdicts = agree(columns)
    assert (verdicts["P1"].outcome, verdicts["P19"].outcome) == ("holds", "violated")


def test_late_is_unknown_where_the_machine_was_not_measured() -> None:
    run = Run([[0], [0]], loss_ms=0.01)
    run.post(0, 0)
    columns = run.end(wait_ms=100, tolerance_ms=None)
    columns.a_t[-1] += 50_000_000
    assert agree(columns)["P24"].outcome == "unknown"


def test_nothing_is_called_lost_where_nobody_looked() -> None:
    run = Run([[0], [0]])
    run.post(0, 0)
    silent = without(run.end(silent=(1,)), 1)
    assert agree(silent)["P1"].outcome == "unknown"
    cut = replace(silent, rows=silent.rows[:-2])
    verdicts = by_arrays(cut)
    assert verdicts["P1"].outcome == verdicts["P2"].outcome == "unknown"


@pytest.mark.parametrize("promises", [Promises(), Promises(order="channel", versions=True, agreement=True)])
def test_what_is_not_promised_is_not_judged(promises: Promises) -> None:
    outcomes = {name: verdict.outcome for name, verdict in by_arrays(healthy(2, promises=promises)).items()}
    assert outcomes["P8"] == "not applicable"
    assert "violated" not in outcomes.values()


def test_an_epoch_that_returns_is_found_by_both() -> None:
    run = Run([[0], [0], [0]])
    for _ in range(7):
        run.post(0, 0)
    columns = run.end()
    columns.texts.append("e9")
    own = np.flatnonzero(columns.f_seq == 4)
    columns.f_epoch[own] = len(columns.texts) - 1
    verdicts = agree(columns)
    assert {name for name, verdict in verdicts.items() if verdict.outcome == "violated"} == {"P7", "P8"}
    assert len(verdicts["P7"].witnesses) == len(verdicts["P8"].witnesses) == 3


def test_a_new_epoch_is_found_fine_by_both() -> None:
    run = Run([[0], [0], [0]], msgspec.structs.replace(NUMBERED, first_number=1))
    for _ in range(7):
        run.post(0, 0)
    columns = run.end()
    columns.texts.append("e9")
    later = columns.f_seq > 4
    columns.f_epoch[later] = len(columns.texts) - 1
    columns.f_seq[later] -= 4
    assert "violated" not in {verdict.outcome for verdict in agree(columns).values()}
    columns.f_seq[later] += 1
    assert agree(columns)["P8"].outcome == "violated"


def test_without_numbers_order_goes_by_acceptance() -> None:
    bare = Promises(order="channel", across_kinds=True, versions=True, cause=True)
    assert by_arrays(swap(healthy(3, absences=0, promises=bare)))["P7"].outcome == "violated"
    assert by_rows(swap(healthy(3, absences=0, promises=bare)))["P7"].outcome == "violated"


def test_a_run_without_a_write_has_no_instance() -> None:
    verdicts = agree(Run([[0], [0]], NUMBERED).end())
    assert {verdict.outcome for verdict in verdicts.values()} == {"not applicable"}


@pytest.mark.parametrize(("delay_ms", "outcome"), [(60.0, "holds"), (0.0, "violated")])
def test_a_delay_of_what_a_resume_recovers_is_added_for_both(delay_ms: float, outcome: str) -> None:
    run = Run([[0], [0]], loss_ms=1)
    since = run.leave(1)
    run.post(0, 0)
    run.tick(20_000_000)
    run.row(Fault(name="slow", phase="start", delay_ms=delay_ms))
    run.come(1, since)
    run.row(Fault(name="slow", phase="end"))
    columns = run.end(wait_ms=200)
    columns.a_t[-1] += 50_000_000
    verdicts = agree(columns)
    assert (verdicts["P1"].outcome, verdicts["P24"].outcome) == (outcome, outcome)


@pytest.mark.parametrize(("superseded", "outcome"), [(True, "holds"), (False, "violated")])
def test_only_the_end_of_a_paused_connection_ends_its_pause_for_both(superseded: bool, outcome: str) -> None:
    run = Run([[0], [0]], loss_ms=1)
    old = run.conn(1)
    run.conns[1] += 1
    run.come(1)
    run.row(Pause(), 1)
    person = {"person": run.person(1), "session": "User 1/load"}
    if superseded:
        run.row(Close(by="server", code=4409, conn=old, **person))
    else:
        run.row(Continue(), 1)
    run.post(0, 0)
    columns = run.end(wait_ms=200)
    columns.a_t[-1] += 50_000_000
    if superseded:
        place = next(place for place, row in enumerate(columns.rows) if isinstance(row, Settled))
        columns.rows.insert(place, Continue(t=int(columns.a_t[-1]) - 1, conn=run.conn(1), **person))
    verdicts = agree(columns)
    assert (verdicts["P1"].outcome, verdicts["P24"].outcome) == (outcome, outcome)


def test_what_a_fault_that_loses_lost_is_not_proved_by_what_came_after_it_to_both() -> None:
    for does, outcome in ((("loses",), "holds"), ((), "violated")):
        run = Run([[0], [0]])
        under_way = run.post(0, 0)
        run.row(Fault(name="lossy", phase="start", does=does, person="User 1"))
        run.row(Fault(name="lossy", phase="end", does=does, person="User 1"))
        run.post(0, 0)
        columns = without(run.end(), 1)
        columns.w_answered[under_way] = columns.a_t[1] - 1
        assert agree(columns)["P1"].outcome == outcome


@pytest.mark.parametrize("lost", [None, 0, 1, 2])
def test_edits_without_versions_and_causes_are_counted_by_both(lost: int | None) -> None:
    columns = edits() if lost is None else forget_one(edits(), lost)
    verdicts = agree(columns)
    assert {verdict.outcome for verdict in verdicts.values()} <= {"holds", "not applicable"}
    assert agree(lose_one(edits()))["P1"].outcome == "violated"


def lose_one(columns: Columns) -> Columns:
    return without(columns, len(columns.a_t) - 1)
