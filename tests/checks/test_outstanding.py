"""What is still waited for."""

from support.checks.outstanding import outstanding
from support.history.history import History
from support.history.rows import (
    Budgets,
    Effect,
    Grant,
    Header,
    Info,
    Invoke,
    Ok,
    Promises,
    Recv,
    Revoke,
    Subscribe,
    Unsubscribe,
)

ROOM = "chatroom:7"
BEN = {"person": "Ben", "session": "Ben/laptop", "conn": "Ben/laptop#1"}
EFFECT = Effect(kind="posted", channel=ROOM, entity="m", version=1)


def listening() -> History:
    history = History()
    budgets = Budgets(loss_ms=1000)
    history.append(Header(scenario="s", title="t", seed=1, target="x", promises=Promises(), budgets=budgets, t=0))
    history.append(Grant(person="Ben", phase="done", channel=ROOM, w="w0", t=1))
    history.append(Subscribe(**BEN, phase="done", channel=ROOM, t=2))
    return history


def post(history: History, effect: Effect = EFFECT) -> None:
    history.append(Invoke(person="Ana", w="w1", via="api", operation="post", t=10))
    history.append(Ok(person="Ana", w="w1", status="201", effects=(effect,), t=20))


def test_a_delivery_that_must_still_come_is_waited_for_until_its_deadline() -> None:
    history = listening()
    post(history)
    assert outstanding(history.rows(), 5) == (1, 20 + 1_005_000_000)


def test_what_has_come_is_not() -> None:
    history = listening()
    post(history)
    history.append(Recv(**BEN, n=1, kind="posted", channel=ROOM, entity="m", version=1, cause="w1", t=30))
    assert outstanding(history.rows(), 5).missing == 0


def test_nor_is_what_may_never_come() -> None:
    history = listening()
    post(history, Effect(kind="posted", channel=ROOM, entity="m", version=1, coalesce=True))
    assert outstanding(history.rows(), 5).missing == 0
    history = listening()
    post(history, Effect(kind="posted", channel=ROOM, entity="m", version=1, recipients=("Cleo",)))
    assert outstanding(history.rows(), 5).missing == 0
    history = listening()
    history.append(Invoke(person="Ana", w="w1", via="api", operation="post", t=10))
    history.append(Info(person="Ana", w="w1", status="timeout", effects=(EFFECT,), t=20))
    assert outstanding(history.rows(), 5).missing == 0


def test_nor_what_somebody_who_left_or_was_revoked_misses() -> None:
    history = listening()
    post(history)
    history.append(Unsubscribe(**BEN, phase="requested", channel=ROOM, t=25))
    assert outstanding(history.rows(), 5).missing == 0
    history = listening()
    post(history)
    history.append(Invoke(person="Ana", w="w2", via="api", operation="remove", t=24))
    history.append(Revoke(person="Ben", phase="requested", channel=ROOM, w="w2", t=25))
    history.append(Revoke(person="Ben", phase="done", channel=ROOM, w="w2", t=26))
    assert outstanding(history.rows(), 5).missing == 0
