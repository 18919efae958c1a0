import pytest
from lockstep.history.rows import (
    AnyRow,
    Budgets,
    Close,
    Closing,
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
from lockstep.reporting.transcript import transcript

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
        "the client of Ben/phone tries to reconnect, attempt 2",
    ),
    (Send(**ANA, kind="ping"), "Ana/laptop sends ping"),
    (
        Read(person="Ana", operation="list_messages", since=AT, status="200", channel="chatroom:7"),
        'Ana reads list_messages in "design": 200, 0 returned',
    ),
    (
        Read(person="Ana", operation="chatrooms", since=AT, status="200", closing=Closing(opening=True)),
        "Ana reads chatrooms before the first act: 200, 0 returned",
    ),
    (
        Read(person="Ana", operation="chatrooms", since=AT, status="200", closing=Closing()),
        "Ana reads chatrooms at the end: 200, 0 returned",
    ),
    (
        Snapshot(person="Ana", operation="open", since=AT, status="200", position=Position()),
        "Ana reads open: 200, 0 returned",
    ),
    (Open(**ANA, phase="requested", how="header"), "Ana/laptop connects (token: header)"),
    (Open(**ANA, phase="refused", reason="expired"), "Ana/laptop is rejected: expired"),
    (Close(**ANA, phase="requested", by="us"), "Ana/laptop disconnects"),
    (
        Close(**ANA, by="server", code=4401, reason="token"),
        "Ana/laptop is disconnected by the server with code 4401: token",
    ),
    (Close(**ANA, by="network"), "Ana/laptop is disconnected by the network without a code"),
    (Subscribe(**ANA, phase="done", channel="chatroom:7"), 'Ana/laptop is subscribed to "design"'),
    (Unsubscribe(**ANA, phase="requested", channel="chatroom:7"), 'Ana/laptop asks to leave "design"'),
    (
        Grant(person="Ben", phase="done", channel="chatroom:7", w="w1"),
        'granting Ben the right to receive "design" is done (write 1)',
    ),
    (
        Revoke(person="Ben", phase="requested", channel="chatroom:7", w="w1"),
        'revoking Ben the right to receive "design" is requested (write 1)',
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
        f'Ben/phone receives message number 4 in "design" by Ana: "{"x" * 57}..."',
    ),
    (
        Recv(**BEN, n=4, kind="message", schema="data.id: missing"),
        "Ben/phone receives message (breaks its schema: data.id: missing)",
    ),
    (Recv(**BEN, n=5, kind="ack", event=False), "Ben/phone receives ack"),
    (Pause(**BEN), "Ben/phone stops reading"),
    (Continue(**BEN), "Ben/phone resumes reading"),
    (Fault(name="cut", phase="start", person="Ben"), "the declared fault cut begins for Ben"),
    (Fault(**BEN, name="cut", phase="end", evidence="reset"), "the declared fault cut ends for Ben/phone: reset"),
    (
        Fault(name="drop", phase="start", channel="chatroom:7"),
        'the declared fault drop begins for everybody in "design"',
    ),
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


def pings(count: int, start: int = 0) -> list[AnyRow]:
    return [Send(t=AT, i=number, person="Ana", kind=f"ping{number}") for number in range(start, start + count)]


def test_of_a_long_history_only_ordinary_lines_far_from_what_happened_are_left_out() -> None:
    fault, over = Fault(t=AT, i=500, name="cut", phase="start", person="Ben"), End(t=AT, i=501, outcome="failed")
    rows = [HEADER, *pings(50), fault, *pings(50, 50), over]
    lines = transcript(rows, limit=7).splitlines()
    told = [line if line.startswith("...") else line.partition(" s  ")[2] for line in lines]
    assert told[1:] == [
        "Ana sends ping0",
        "... 48 ordinary lines left out ...",
        "Ana sends ping49",
        "the declared fault cut begins for Ben",
        "Ana sends ping50",
        "... 48 ordinary lines left out ...",
        "Ana sends ping99",
        "the scenario's own steps are over: failed",
    ]


def test_what_happened_to_connections_and_what_witnesses_name_is_never_left_out() -> None:
    happened: list[AnyRow] = [
        Open(**ANA, t=AT, phase="done"),
        Close(**ANA, t=AT, by="network"),
        Recovery(**ANA, t=AT, stage="lost"),
        Resume(**ANA, t=AT, phase="done"),
        Pause(**ANA, t=AT),
        Continue(**ANA, t=AT),
        Fault(t=AT, name="cut", phase="end", evidence="reset"),
    ]
    rows: list[AnyRow] = [HEADER]
    for number, row in enumerate(happened):
        rows += [*pings(20, 20 * number), row]
    short, whole = transcript(rows, limit=3, witnesses={65}), transcript(rows, limit=1000)
    lines = short.splitlines()
    assert [line for line in lines if not line.startswith("...")] == [
        line for line in whole.splitlines() if "ping" not in line or line.endswith("ping65")
    ]
    assert sum(int(line.split()[1]) for line in lines if line.startswith("...")) == 20 * len(happened) - 1


def test_a_history_within_the_limit_is_told_whole() -> None:
    assert "left out" not in transcript([HEADER, *pings(9)], limit=10)
    assert "... 1 ordinary line left out ..." in transcript([HEADER, *pings(10)], limit=10)


def test_nothing_recorded() -> None:
    assert transcript([]) == "an empty history"
