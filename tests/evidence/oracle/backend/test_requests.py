"""What the server makes of a request: versions, refusals, effects."""

from lockstep.history.rows import Fail, Invoke, Ok

from tests.evidence.oracle.backend.scripts import played


def test_edits_and_deletions_have_versions() -> None:
    rows = played(("post", "Ana"), ("edit", "Ben"), ("delete", "Ana"), ("edit", "Ben"))
    assert [(row.entity, row.version) for row in rows if isinstance(row, Ok)] == [
        ("message:1", 1),
        ("message:1", 2),
        ("message:1", 3),
        ("message:2", 1),
    ]


def test_without_a_right_it_is_refused() -> None:
    rows = played(("post", "Ana"), rights=True)
    assert [row.status for row in rows if isinstance(row, Fail)] == ["403"]


def test_a_status_may_be_overtaken_and_typing_has_no_entity() -> None:
    rows = played(("status", "Ana"), ("typing", "Ana"))
    effects = [effect for row in rows if isinstance(row, Ok) for effect in row.effects]
    assert [(one.entity, one.coalesce, one.durable) for one in effects] == [
        ("status:Ana", True, False),
        (None, False, False),
    ]
    assert all(row.sent for row in rows if isinstance(row, Invoke))
