"""The table for people, in Markdown, and its place in the page between two marks."""

from pathlib import Path
from typing import Any

BEGIN, END = "<!-- table -->", "<!-- end of table -->"


def table(report: Any) -> str:
    """A report (`__main__.Report`) as a table, with what was left out."""
    load = f"load average {report.load[0]} before, {report.load[1]} after"
    machine = f"{report.cores} cores ({report.machine})"
    lines = [f"{report.rounds} rounds, scale {report.scale:g}, {machine}, {load}.", ""]
    if report.rows:
        lines += [
            "| work | tool | CPU s per 10,000 | spread | × floor | p50 error ms | p99 error ms | lost | KiB/socket |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
    for row in report.rows:
        cost = f"{row.cpu_s_per_10k:.3f} | {row.cpu_least:.3f}–{row.cpu_most:.3f} | {row.ratio_to_floor:.2f}"
        errors = f"{_shown(row.p50_error_ms, '+')} | {_shown(row.p99_error_ms, '+')}"
        memory = _shown(row.kib_per_socket)
        lines.append(f"| {row.work} | {row.tool} | {cost} | {errors} | {row.lost:g} | {memory} |")
    if report.suite is not None:
        one = report.suite
        told = f"{one.scenario_ms:.1f} ms of CPU a scenario, {one.step_ms:.2f} ms a step"
        lines += ["", f"The suite itself: {told}, {one.start_ms / 1_000:.1f} s for a run."]
    return "\n".join([*lines, *([""] if report.left_out else []), *(f"Left out: {why}" for why in report.left_out)])


def put(path: Path, text: str) -> None:
    """Replace what stands between the marks. Raises ValueError where they are not there."""
    before, begin, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{path.name} has no place for the table: put {BEGIN} and {END} into it")
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def _shown(value: float | None, sign: str = "") -> str:
    return "–" if value is None else f"{value:{sign}.2f}"
