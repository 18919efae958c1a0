"""Connections, cuts, resumes, pauses and restarts leave the rows they should."""

from lockstep.history.rows import Close, Open, Promises, Recovery, Recv, Resume

from evidence.oracle.backend.simulator import simulate
from evidence.oracle.plan import Act, Plan
from evidence.oracle.setting import Setting
from tests.evidence.oracle.backend.scripts import joined, played


def test_a_cut_and_a_resume_that_recovers() -> None:
    rows = played(
        *joined("Ben/laptop"),
        ("cut", "Ben/laptop"),
        ("post", "Ana"),
        ("return", "Ben/laptop"),
        promises=Promises(numbers=True, retention_events=10, retention_s=60),
    )
    claims = [row.claims for row in rows if isinstance(row, Resume) and row.phase == "done"]
    assert [(one["chatroom:7"].recovered, one["chatroom:7"].start, one["chatroom:7"].end) for one in claims] == [
        (True, 1, 1)
    ]
    assert [row.conn for row in rows if isinstance(row, Recv) and row.event] == ["Ben/laptop#2"]


def test_beyond_the_retention_nothing_is_recovered() -> None:
    rows = played(*joined("Ben/laptop"), ("cut", "Ben/laptop"), ("post", "Ana"), ("return", "Ben/laptop"))
    claims = [row.claims for row in rows if isinstance(row, Resume) and row.phase == "done"]
    assert [one["chatroom:7"].recovered for one in claims] == [False]


def test_a_restart_ends_everything() -> None:
    rows = played(*joined("Ben/laptop", "Cleo/phone"), ("restart", "Root"), ("return", "Ben/laptop"))
    assert [row.code for row in rows if isinstance(row, Close)] == [1012, 1012]
    assert [row.conn for row in rows if isinstance(row, Open) and row.phase == "done"][-1] == "Ben/laptop#2"


def test_leaving_and_a_second_connection() -> None:
    rows = played(*joined("Ben/laptop"), ("replace", "Ben/laptop"), ("leave", "Ben/laptop"))
    ends = {(row.conn, row.by, row.code) for row in rows if isinstance(row, Close) and row.phase == "done"}
    assert ends == {("Ben/laptop#1", "server", 4409), ("Ben/laptop#2", "us", 1000)}


def test_a_watched_client_notes_how_it_comes_back() -> None:
    acts = (*joined("Ben/laptop"), ("cut", "Ben/laptop"), ("return", "Ben/laptop"))
    promises = Promises(numbers=True, retention_events=10, retention_s=60)
    stages = [row.stage for row in played(*acts, promises=promises, watched=True) if isinstance(row, Recovery)]
    assert stages == ["lost", "trying", "connected", "recovered"]
    assert not [row for row in played(*acts, promises=promises) if isinstance(row, Recovery)]


def test_a_connection_that_does_not_stand_yet_is_not_left() -> None:
    acts = [Act(0, 0, "connect", "Ben/laptop", "", {}), Act(1, 1, "leave", "Ben/laptop", "", {})]
    rows = simulate(Plan(1, Setting(Promises(), rights=False), tuple(acts)))
    assert [row.phase for row in rows if isinstance(row, Open)] == ["requested", "done"]
    assert not [row for row in rows if isinstance(row, Close)]
