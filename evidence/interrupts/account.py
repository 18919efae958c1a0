"""The results of interrupted runs: the problems of each, in words, and a table of all.

Amiss is: a process or a temporary file that is left; a traceback in the output or in `suite.log`; more or less than
one line that says the run was interrupted; a report or a history that cannot be read; a store that is damaged or does
not know the run; a hook before something without its counterpart, unless a second interruption cut it off; a wrong
exit code. Of a run that was killed nothing is asked that only its end writes.
"""

import json
import signal
import sqlite3
import statistics
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

from lockstep.cli.main import INTERRUPTED_EARLY
from lockstep.history.journal import read
from lockstep.reporting.folders import Folders
from lockstep.reporting.stream import tail
from lockstep.store import Store

from evidence.interrupts.run import Interrupted

LINE = "error: the run was interrupted"
CODES = frozenset({1, 2})
HOOKS = (("before_all", "after_all"), ("before_scenario", "after_scenario"))


def amiss(one: Interrupted) -> list[str]:
    """The problems of one run."""
    killed = one.case.way.number == signal.SIGKILL and not one.over
    return [
        *(f"left running: {process}" for process in one.processes),
        *(f"left lying about: {file}" for file in one.files),
        *(f"a traceback in {where}" for where, text in _texts(one) if "Traceback (most" in text),
        *_unreadable(one.reports, killed=killed),
        *([] if killed else _ending(one)),
        *([f"exit code {one.code}"] if killed and one.code != -signal.SIGKILL else []),
    ]


def _ending(one: Interrupted) -> Iterator[str]:
    """The problems with how it ended."""
    lines = one.output.splitlines().count(LINE)
    summary = Folders(one.reports).summary
    if not summary.exists():
        if INTERRUPTED_EARLY not in one.output or one.code != 2:
            yield f"no summary, exit code {one.code}"
        return
    try:
        told: dict[str, Any] = json.loads(summary.read_text("utf-8"))
    except ValueError:  # told among what cannot be read
        return
    if told["exit_code"] != one.code:
        yield f"exit code {one.code}, but {told['exit_code']} in the summary"
    if told["stopped"]:
        if told["stopped"] != "the run was interrupted":
            yield f"the run stopped because {told['stopped']}"
        if one.code not in CODES:
            yield f"exit code {one.code}"
    elif one.code:
        yield f"exit code {one.code}, and nothing says that the run was interrupted"
    if lines != bool(told["stopped"]):
        yield f"{lines} lines say that the run was interrupted"
    if any(each["status"] == "failed" for each in told["scenarios"]):
        yield "a scenario failed"
    if one.case.again_s in {None, 0.0}:
        counted = Counter(one.turns)
        yield from (f"{counted[a]} {a}, {counted[b]} {b}" for a, b in HOOKS if counted[a] > counted[b])
        yield from (f"the run broke: {each['message']}" for each in told["problems"] if _is_more(each["message"]))


def _is_more(message: str) -> bool:
    return message != "the run was interrupted"


def _texts(one: Interrupted) -> Iterator[tuple[str, str]]:
    yield "the output", one.output
    log = Folders(one.reports).log
    if log.exists():
        yield "suite.log", log.read_text("utf-8")


def _unreadable(reports: Path, *, killed: bool) -> Iterator[str]:
    """What of the reports cannot be read."""
    folders = Folders(reports)
    readers: list[tuple[Path, str, Callable[[Path], object]]] = [
        (folders.allure, "*.json", lambda path: json.loads(path.read_text("utf-8"))),
        (folders.junit, "*.xml", Xml.parse),
        (folders.history, "*-[0-9].jsonl", read),
        (reports, "events.jsonl", tail),
        (reports, "summary.json", lambda path: json.loads(path.read_text("utf-8"))),
    ]
    for folder, pattern, reader in readers:
        for path in sorted(folder.glob(pattern)):
            try:
                reader(path)
            except Exception as error:  # noqa: BLE001 - whatever a reader raises, the file cannot be read
                yield f"{path.relative_to(reports)} cannot be read: {error}"
    database = reports / "lockstep.db"
    if database.exists():
        yield from _damaged(database, killed=killed)


def _damaged(database: Path, *, killed: bool) -> Iterator[str]:
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            yield f"the store is damaged: {found}"
            return
    with Store(f"sqlite:///{database}", make=False) as store:
        runs = store.runs()
    if len(runs) > 1 or (not runs and not killed):
        yield f"the store knows {len(runs)} runs"


def table(runs: list[Interrupted]) -> str:
    """All runs as Markdown: a table, and the problems."""
    lines = [
        "| how | runs | over before | exit codes | to the end, p50 / max | processes left | files left | amiss |",
        "|---|---|---|---|---|---|---|---|",
    ]
    ways = dict.fromkeys(one.case.way.name for one in runs)
    for name, some in [*((way, [one for one in runs if one.case.way.name == way]) for way in ways), ("all", runs)]:
        codes = Counter(one.code for one in some)
        times = [one.seconds for one in some if not one.over]
        spread = f"{statistics.median(times):.1f} / {max(times):.1f} s" if times else "none"
        wrong = sum(bool(amiss(one)) for one in some)
        told = ", ".join(f"{code}: {count}" for code, count in sorted(codes.items()))
        left = sum(len(one.processes) for one in some), sum(len(one.files) for one in some)
        over = sum(one.over for one in some)
        lines.append(f"| {name} | {len(some)} | {over} | {told} | {spread} | {left[0]} | {left[1]} | {wrong} |")
    told_amiss = [
        f"* run {one.case.number} ({one.case.way.name} in {one.case.place.name}, jobs {one.case.jobs}): {what}"
        for one in runs
        for what in amiss(one)
    ]
    return "\n".join([*lines, "", *(told_amiss or ["* nothing is amiss"])])
