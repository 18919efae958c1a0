"""Where the witnesses of violated properties put their marks."""

from lockstep.checks.judge import judge
from lockstep.checks.verdicts import Verdict, Witness
from lockstep.history.rows import Recv
from lockstep.reporting.traces.marks import marks_of

from tests.reporting.traces.stories import doubled, healthy, lost


def test_a_healthy_history_has_no_marks() -> None:
    rows = healthy().rows
    marks = marks_of(rows, judge(rows))
    assert not marks.words
    assert not marks.gaps
    assert not marks.witnesses


def test_what_never_arrived_is_a_gap_at_the_device_behind_the_answer() -> None:
    rows = lost().rows
    (gap, *_) = marks_of(rows, judge(rows)).gaps
    assert (gap.device, gap.word) == ("Ben/laptop", "P1 never arrived")
    assert type(rows[gap.after]).__name__ == "Ok"


def test_what_came_twice_is_marked_at_the_second() -> None:
    rows = doubled().rows
    marks = marks_of(rows, judge(rows))
    received = [row.i for row in rows if isinstance(row, Recv) and row.session == "Ben/laptop" and row.event]
    assert "P2 double" in marks.words[received[1]]
    assert received[0] not in marks.words


def test_a_witness_without_an_event_marks_its_last_row_and_unknown_verdicts_mark_nothing() -> None:
    rows = healthy().rows
    told = Verdict(property="P6", name="one result", outcome="violated", witnesses=(Witness((2, 3), "two"),))
    unknown = Verdict(property="P1", name="no loss", outcome="unknown", witnesses=(Witness((4,), "?"),))
    marks = marks_of(rows, [told, unknown])
    assert marks.words == {3: ["P6 written twice"]}
    assert marks.witnesses == {2, 3}
