"""A scene in figures."""

from pathlib import Path

from lockstep.history.rows import Ok, Open, Recv, Row
from lockstep.running.scene.live_metrics import MS, LiveMetrics

from tests.running.acted import scene as acted
from tests.running.owned import scene


def test_a_scene_is_counted_as_it_stands(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        live_metrics = LiveMetrics(made)
        before = live_metrics()
        assert (before["people"], before["sockets"]) == (2, 2)
        made.act("Ana", "post_message", room="design", content="hello")
        made.settle()
        after = live_metrics()
        assert after["events"] == before["events"] + 2
        assert live_metrics() == after
        made.call(made.session("Ben").close)
        assert live_metrics()["sockets"] == 1


def test_deliveries_are_timed_from_their_answers(tmp_path: Path) -> None:
    with acted(tmp_path) as made:
        live_metrics = LiveMetrics(made)
        rows: list[Row] = [
            Open(t=1, conn="ben1", phase="requested"),
            Recv(t=9 * MS, conn="ben1", n=1, kind="posted", cause="w1"),
            Ok(t=10 * MS, w="w1", status="201"),
            Recv(t=14 * MS, conn="ben1", n=2, kind="posted", cause="w1"),
            Recv(t=15 * MS, conn="ben1", n=3, kind="posted", cause="w1", marker=True),
            Recv(t=16 * MS, conn="ben1", n=4, kind="posted"),
            Open(t=20 * MS, conn="ben2", phase="requested"),
            Recv(t=90 * MS, conn="ben2", n=1, kind="posted", cause="w1"),
        ]
        for row in rows:
            made.recorder.record(row)
        told = live_metrics()
        assert (told["events"], told["measured"], told["median"], told["slowest"]) == (4, 2, 2.0, 4.0)
        assert told["budget"] == made.budgets.delivery_budget_ms


def test_without_a_delivery_nothing_is_said_of_times(tmp_path: Path) -> None:
    with acted(tmp_path) as made:
        assert LiveMetrics(made)() == {"people": 0, "sockets": 0, "events": 0}
