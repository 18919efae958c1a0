"""What is counted of a command, and rows of medians."""

import sys

import pytest

from benchmarks.measure import Reading, ToolError, rows_of, spend

SPIN = "import time; end = time.process_time() + 0.2\nwhile time.process_time() < end: pass"


def test_the_cpu_of_a_command_and_its_children_is_counted() -> None:
    inner = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SPIN!r}], check=True)"
    assert spend([sys.executable, "-c", inner]).cpu_s >= 0.2


def test_a_command_that_fails_says_what_it_said() -> None:
    with pytest.raises(ToolError, match="ended with 3: no server here"):
        spend([sys.executable, "-c", "import sys; print('no server here'); sys.exit(3)"])


def test_what_is_to_begin_begins_after_the_marks() -> None:
    begun: list[int] = []
    told = spend([sys.executable, "-c", "print('READY\\n' * 3)"], begun=lambda: begun.append(1), marks=3)
    assert begun == [1]
    assert told.text.count("READY") == 3
    spend([sys.executable, "-c", "print('READY\\n' * 2)"], begun=lambda: begun.append(2), marks=3)
    assert begun == [1]


def test_rows_are_medians_of_costs_and_of_ratios_and_errors_within_rounds() -> None:
    rounds = [
        {"floor": Reading(10_000, 1.0, 0.2, 0.4), "tool": Reading(10_000, 2.0, 0.3, 0.9)},
        {"floor": Reading(10_000, 2.0, 0.4, 0.5), "tool": Reading(20_000, 10.0, 0.6, 0.5, lost=7, kib=3.0)},
        {"floor": Reading(10_000, 1.0, 0.2, 0.4), "tool": Reading(10_000, 1.5, 0.1, 0.5)},
    ]
    floor, tool = rows_of("W9", "floor", rounds)
    assert (floor.ratio_to_floor, floor.p50_error_ms, floor.p99_error_ms) == (1.0, 0.0, 0.0)
    assert (tool.cpu_s_per_10k, tool.ratio_to_floor, tool.runs) == (2.0, 2.0, 3)
    assert (tool.cpu_least, tool.cpu_most) == (1.5, 5.0)
    assert (tool.p50_error_ms, tool.p99_error_ms) == (0.1, 0.1)
    assert (tool.lost, tool.kib_per_socket, floor.kib_per_socket) == (7, 3.0, None)


def test_a_tool_that_is_missing_in_a_round_has_fewer_runs_and_no_latencies_where_it_tells_none() -> None:
    rounds = [{"floor": Reading(10, 1.0, 0.2, 0.4)}, {"floor": Reading(10, 1.0, 0.2, 0.4), "tool": Reading(10, 1.0)}]
    tool = rows_of("W9", "floor", rounds)[1]
    assert (tool.runs, tool.p50_error_ms, tool.p99_error_ms) == (1, None, None)


def test_nothing_done_costs_nothing_that_could_be_told() -> None:
    with pytest.raises(ToolError, match="nothing was done"):
        rows_of("W9", "floor", [{"floor": Reading(0, 1.0)}])
