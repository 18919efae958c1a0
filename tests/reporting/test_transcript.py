import pytest

from support.history.rows import (
    AnyRow,
    Budgets,
    Close,
    Continue,
    End,
    Fail,
    Fault,
    Grant,
    Header,
    Info,
    Invoke,
    Name,
    Ok,
    Open,
    Pause,
    Position,
    Promises,
    Read,
    Recovery,
    Recv,
    Resume,
    Resumed,
    Revoke,
    Send,
    Settled,
    Snapshot,
    Subscribe,
    Unsubscribe,
)
from support.reporting.transcript import transcript

HEADER = Header(
    t=10**9, scenario="0123", title="one arrives", seed=7, target="reference", promises=Promises(), budgets=Budgets()
)
DESIGN = Name(t=10**9, ref="chatroom:7", label="design")
AT = 10**9 + 250_000_000
ANA, BEN = {"person": "Ana", "session": "Ana/laptop"}, {"person": "Ben", "session": "Ben/phone"}


def told(row: AnyRow, *before: AnyRow) -> str:
    row.t = AT
    return transcript([HEADER, DESIGN, *before, row]).splitlines()[-1]


INVOKE = Invoke(t=AT, person="Ana", w="w1", via="api", operation="post_message", channel="chatroom:7")

ROWS: list[tuple[AnyRow, str]] = [
    (INVOKE, 'Ana asks post_message in "design" over the api (write 1)'),
    (
        Ok(person="Ana", w="w1", status="201", entity="message:1", version=1, payload={"content": "hello"}),
        'Ana\'s post_message is acknowledged (201) message:1 version 1: "hello" (write 1)',
    ),
    (Fail(person="Ana", w="w1", status="403"), "Ana's post_message is refused (403) (write 1)"),
    (Info(person="Ana", w="w1", status="reset"), "Ana's post_message has an unknown outcome (reset) (write 1)"),
    (
        Recovery(**BEN, stage="lost", reason="4401"),
        "the client of Ben/phone has lost its connection: 4401",
    ),
    (
        Recovery(**BEN, stage="trying", attempt=2),
        "the client of Ben/phone tries to come back, attempt 2",
    ),
    (Send(**ANA, kind="ping"), "Ana/laptop sends ping"),
    (
        Read(person="Ana", operation="list_messages", since=AT, status="200", channel="chatroom:7"),
        'Ana reads list_messages in "design": 200, 0 shown',
    ),
    (
        Snapshot(person="Ana", operation="open", since=AT, status="200", position=Position()),
        "Ana reads open: 200, 0 shown",
    ),
    (Open(**ANA, phase="requested", how="header"), "Ana/laptop connects (token: header)"),
    (Open(**ANA, phase="refused", reason="expired"), "Ana/laptop is not let in: expired"),
    (Close(**ANA, phase="requested", by="us"), "Ana/laptop hangs up"),
    (
        Close(**ANA, by="server", code=4401, reason="token"),
        "Ana/laptop is disconnected by the server with code 4401: token",
    ),
    (Close(**ANA, by="network"), "Ana/laptop is disconnected by the network without a code"),
    (Subscribe(**ANA, phase="done", channel="chatroom:7"), 'Ana/laptop is subscribed to "design"'),
    (Unsubscribe(**ANA, phase="requested", channel="chatroom:7"), 'Ana/laptop asks to leave "design"'),
    (
        Grant(person="Ben", phase="done", channel="chatroom:7", w="w1"),
        'granting Ben the right to hear "design" is done (write 1)',
    ),
    (
        Revoke(person="Ben", phase="requested", channel="chatroom:7", w="w1"),
        'revoking Ben the right to hear "design" is requested (write 1)',
    ),
    (
        Resume(**BEN, phase="requested", asked={"chatroom:7": Position(1, 4)}),
        'Ben/phone asks to resume "design" from 4',
    ),
    (
        Resume(**BEN, phase="done", claims={"chatroom:7": Resumed(recovered=False)}),
        'Ben/phone has resumed: "design" not recovered',
    ),
    (Resume(**BEN, phase="refused", reason="future"), "Ben/phone may not resume: future"),
    (
        Recv(**BEN, n=3, kind="message", channel="chatroom:7", seq=4, author="Ana", payload={"content": "x" * 80}),
        f'Ben/phone hears message number 4 in "design" by Ana: "{"x" * 57}..."',
    ),
    (
        Recv(**BEN, n=4, kind="message", schema="data.id: missing"),
        "Ben/phone hears message (breaks its schema: data.id: missing)",
    ),
    (Recv(**BEN, n=5, kind="ack", event=False), "Ben/phone gets ack"),
    (Pause(**BEN), "Ben/phone stops reading"),
    (Continue(**BEN), "Ben/phone reads on"),
    (Fault(name="cut", phase="start", evidence="reset"), "the declared fault cut begins: reset"),
    (
        Settled(how="markers", since=AT, answered=("a", "b"), silent=("c",)),
        "settled by markers, 2 connections answered; silent: c",
    ),
    (End(outcome="passed"), "the scenario's own steps are over: passed"),
]


@pytest.mark.parametrize(("row", "text"), ROWS)
def test_each_row_in_a_line(row: AnyRow, text: str) -> None:
    assert told(row, INVOKE) == f"    0.250 s  {text}"


def test_it_begins_with_the_scenario_and_leaves_out_names() -> None:
    assert transcript([HEADER, DESIGN]) == '    0.000 s  "one arrives", attempt 1, seed 7, target reference\n'


def test_the_suites_own_markers_are_left_out() -> None:
    marker = Invoke(t=AT, person="Ana", w="w2", via="socket", operation="mark", marker=True)
    assert "mark" not in transcript([HEADER, marker])


def test_raw_frames_are_left_out() -> None:
    assert "deadbeef" not in told(Recv(**BEN, n=1, kind="message", raw="deadbeef"))


def test_a_long_history_keeps_both_ends() -> None:
    rows: list[AnyRow] = [HEADER, *(Send(t=AT, person="Ana", kind=f"ping{number}") for number in range(50))]
    lines = transcript(rows, limit=10).splitlines()
    assert len(lines) == 11
    assert lines[5] == "... 41 lines left out ..."
    assert lines[-1].endswith("ping49")


def test_nothing_recorded() -> None:
    assert transcript([]) == "an empty history"
