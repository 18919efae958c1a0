"""A backend that is killed under writes keeps what it acknowledged, and the account of it can tell when not."""

from pathlib import Path

from lockstep.checks.judge import judge
from lockstep.history.history import History
from lockstep.history.rows import Recv

from evidence.kills.account import Account, account, table
from evidence.kills.killing import killed, scene


def test_two_kills_lose_nothing_and_the_account_would_tell(tmp_path: Path) -> None:
    with scene(tmp_path, 1, 7) as made:
        verdicts = killed(made, 2, 7)
        found = account(made.history, verdicts)
        rows = made.history.rows()
    assert (found.kills, found.amiss, found.clean) == (2, [], True)
    assert found.acknowledged > 0
    assert len(found.resume_ms) == len(found.reconnect_ms) == found.resumed >= 3
    assert min(found.resume_ms) > 0  # catching up begins when the connection stands
    assert len(found.down_ms) == 2
    assert "| kills | 2 |" in table(found)

    heard = next(row for row in rows if isinstance(row, Recv) and row.kind == "chatroom_message_received")
    without = History()
    for row in rows:
        if row is not heard:
            without.append(row)
    lost = account(without, judge(without.rows()))
    assert (lost.lost, lost.clean) == (1, False)
    assert {"P1 is violated", "P8 is violated"} <= set(lost.amiss)


def test_what_tried_nothing_is_not_clean() -> None:
    whole = Account()
    assert not whole.clean
    assert "| returns | 0 |" in table(whole)
    whole.add(Account(kills=1, acknowledged=2, amiss=["P1 is unknown"]))
    assert (whole.kills, whole.acknowledged, whole.clean) == (1, 2, False)
