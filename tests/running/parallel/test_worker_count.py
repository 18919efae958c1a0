import pytest
from lockstep.running.parallel.worker_count import WORKER_BYTES, free_memory, usable_cores, workers


@pytest.mark.parametrize(
    ("asked", "scenarios", "cores", "memory", "number"),
    [
        (1, 50, 8, 100, 1),
        (3, 50, 1, 1, 3),
        (3, 2, 8, 100, 2),
        (3, 0, 8, 100, 1),
        ("auto", 50, 8, 100, 8),
        ("auto", 50, 8, 2, 2),
        ("auto", 50, 8, 0.5, 1),
        ("auto", 3, 8, 100, 3),
    ],
)
def test_numbers(asked: int | str, scenarios: int, cores: int, memory: float, number: int) -> None:
    assert workers(asked, scenarios, cores, int(memory * WORKER_BYTES)) == number


def test_what_this_machine_has() -> None:
    assert usable_cores() >= 1
    assert free_memory() > 10 * 1024 * 1024
    assert workers("auto", 1000) >= 1
