"""The floor compiles without a warning; who is missing is named; what tools print is read."""

import subprocess
from pathlib import Path

import pytest

from benchmarks import floors
from benchmarks.measure import ToolError
from benchmarks.server import free_port

WRK = "Running 2s test\n  50566 requests in 2.01s, 8.2MB read\nRequests/sec:  25157.21\n"


def test_the_floor_compiles_and_names_a_server_that_is_not_there(tmp_path: Path) -> None:
    program = floors.floor(tmp_path)
    assert floors.floor(tmp_path) == program
    port = str(free_port())
    told = subprocess.run([program, "hold", port, "1"], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (1, f"cannot connect to port {port}: Connection refused\n")
    assert subprocess.run([program, "hold"], capture_output=True, check=False).returncode == 1


def test_without_gcc_or_wrk_the_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolError, match="apt-get install gcc"):
        floors.floor(tmp_path)
    with pytest.raises(ToolError, match="apt-get install wrk"):
        floors.wrk(tmp_path, 1, 1, 1)


def test_the_floors_last_line_is_read() -> None:
    told = 'READY\n{"n":10,"cpu_s":0.5,"p50_ms":0.2,"p99_ms":null,"lost":1,"kib":0.0}\n'
    found = floors.reading(told)
    assert (found.n, found.per_10k, found.p50_ms, found.p99_ms, found.lost) == (10, 500.0, 0.2, None, 1)
    with pytest.raises(ToolError, match="told no figures"):
        floors.reading("READY\n")


def test_what_wrk_prints_is_read_and_errors_are_not_passed_over() -> None:
    assert floors.told_by_wrk(WRK, 0.4).n == 50_566
    for wrong in ("", WRK + "  Non-2xx or 3xx responses: 4\n", WRK + "  Socket errors: connect 1\n"):
        with pytest.raises(ToolError, match="wrk did not do its work"):
            floors.told_by_wrk(wrong, 0.4)
