"""A scene in figures."""

from pathlib import Path

from support.matchers.delivery import Timing
from support.running.figures import Figures
from tests.running.owned import scene


def test_a_scene_is_counted_as_it_stands(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        figures = Figures(made)
        before = figures()
        assert (before["people"], before["sockets"]) == (2, 2)
        assert "slowest" not in before
        made.act("Ana", "post_message", room="design", content="hello")
        made.settle()
        assert figures()["events"] == before["events"] + 2
        assert figures()["events"] == before["events"] + 2
        for budget, worst in (("delivery", 7.0), ("resume", 900.0), ("delivery", 4.0)):
            made.timings.append(
                Timing(
                    budget=budget, budget_ms=100, allowance_ms=1, deliveries=2, over=0, worst_ms=worst, worst="Ben's"
                )
            )
        made.call(made.session("Ben").close)
        after = figures()
        assert (after["sockets"], after["measured"], after["slowest"], after["budget"]) == (1, 4, 7.0, 100)
