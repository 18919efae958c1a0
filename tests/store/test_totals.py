import pytest
from lockstep.store.totals import Totals, totals


def test_each_status_counts_as_what_it_says_of_the_backend() -> None:
    statuses = ["passed", "known", "failed", "flaky", "skipped", "not run", "invalid", "unknown", "error"]
    assert totals((status, status in {"passed", "known"}) for status in statuses) == Totals(2, 2, 2, 1, 1, 1)
    assert totals([("flaky", True)]) == Totals(passed=1)
    assert totals([]) == Totals()


@pytest.mark.parametrize(
    ("made", "aside"),
    [
        (Totals(passed=1), ""),
        (Totals(invalid=3, unknown=1, broken=2), "not judged: 3 invalid, 1 unknown; broken: 2"),
        (Totals(unknown=1), "not judged: 1 unknown"),
        (Totals(broken=1), "broken: 1"),
    ],
)
def test_the_words_for_what_says_nothing_of_the_backend(made: Totals, aside: str) -> None:
    assert made.aside == aside
    assert made.told == f"{made.passed} passed, 0 failed, 0 skipped" + (f"; {aside}" if aside else "")
