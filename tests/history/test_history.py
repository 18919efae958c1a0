"""A history in memory: order, cursors, queries, and waiting that arrival wakes."""

import threading

from lockstep.history.history import History
from lockstep.history.rows import Close, Open, Recv, Row

from tests.history.made import header

LONG = 60.0


def recv(kind: str, person: str = "Ben") -> Recv:
    return Recv(n=0, kind=kind, person=person)


def test_rows_get_their_index_and_a_time_that_never_falls() -> None:
    history = History()
    for row in (header(), recv("a"), recv("b")):
        history.append(row)
    assert [row.i for row in history.rows()] == [0, 1, 2]
    times = [row.t for row in history.rows()]
    assert times == sorted(times)
    assert 0 < times[0] <= history.now()


def test_a_time_that_is_set_is_kept() -> None:
    history = History()
    history.append(Recv(n=0, kind="a", t=5))
    assert history.rows()[0].t == 5


def test_a_cursor_leaves_out_what_was_before() -> None:
    history = History()
    history.append(recv("a"))
    cursor = history.cursor()
    history.append(recv("b"))
    assert [row.kind for row in history.of(Recv, cursor)] == ["b"]
    assert list(history.rows(history.cursor())) == []


def test_a_query_finds_rows_by_type_and_fields() -> None:
    history = History()
    for row in (recv("a", "Ana"), recv("a", "Ben"), Open(phase="done", person="Ben"), recv("b", "Ben")):
        history.append(row)
    assert [row.i for row in history.of(Recv, person="Ben")] == [1, 3]
    assert [row.i for row in history.of(Recv, person="Ben", kind="b")] == [3]
    assert [row.i for row in history.of(Close)] == []


def test_every_row_is_passed_on_once_in_order() -> None:
    seen: list[Row] = []
    history = History(seen.append)
    for _ in range(3):
        history.append(recv("a"))
    assert [row.i for row in seen] == [0, 1, 2]


def test_waiting_ends_at_once_when_it_is_so_already() -> None:
    history = History()
    history.append(recv("a"))
    assert history.wait(lambda: history.cursor() == 1, LONG)


def test_waiting_asks_once_more_when_no_time_is_left() -> None:
    asked: list[int] = []
    assert not History().wait(lambda: bool(asked.append(1)), 0)
    assert asked == [1]


def test_waiting_is_woken_by_what_arrives_in_another_thread() -> None:
    history, begun = History(), threading.Event()

    def arrive() -> None:
        begun.wait()
        for kind in "abc":
            history.append(recv(kind))

    def enough() -> bool:
        begun.set()
        return any(history.of(Recv, kind="c"))

    thread = threading.Thread(target=arrive)
    thread.start()
    try:
        assert history.wait(enough, LONG)
    finally:
        begun.set()
        thread.join()


def test_waiting_ends_though_rows_never_stop_arriving() -> None:
    history = History()

    def never() -> bool:
        history.append(recv("noise"))
        return False

    assert not history.wait(never, 0.01)


def test_appending_from_many_threads_loses_and_doubles_nothing() -> None:
    seen: list[int] = []
    history = History(lambda row: seen.append(row.i))
    threads = [threading.Thread(target=lambda: [history.append(recv("a")) for _ in range(200)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == list(range(800)) == [row.i for row in history.rows()]


def test_rows_of_several_types_come_in_order() -> None:
    history = History()
    for row in (Open(phase="done"), recv("a"), Close(by="us"), recv("b"), Open(phase="done")):
        history.append(row)
    assert [row.i for row in history.among(Close, Open)] == [0, 2, 4]


def test_a_query_looks_only_at_rows_of_its_type_from_the_cursor_on() -> None:
    history = History()
    asked: list[int] = []

    class Watched:
        """Equal to every device, and notes that it was asked."""

        def __eq__(self, other: object) -> bool:
            asked.append(1)
            return True

        __hash__ = None  # type: ignore[assignment]

    for number in range(100):
        history.append(recv("a"))
        if number % 10 == 0:
            history.append(Open(phase="done", how="header"))
    assert len(list(history.of(Open, 60, how=Watched()))) == len(asked) == 4
