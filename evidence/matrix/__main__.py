"""`python -m evidence.matrix [FAULT ...]`: run the suite with each fault and write what catches what.

Results are kept in `--results` (reports/matrix), a folder per fault; what is there is not run again, so that an
interrupted table goes on where it was. Results of another commit are rejected; `--afresh` forgets what is named and
runs it again, `--table` runs nothing. `--older FOLDER` (more than once, the newer first) fills what was not executed
here with results of earlier commits. Written are `reports/matrix.json` and `reports/matrix.md`, beside the results,
and with `--page FILE` the short page; each names the commits that were run.

Exit code 0: every fault was run and is caught by what it names, nothing fell without a fault, and every scenario has
a catch of its own or a reason; 1: not so; 2: an unknown fault, results of another commit, or a run that proves
nothing.
"""

import argparse
import json
import signal
import sys
from pathlib import Path

from evidence.matrix.faults import Fault, faults
from evidence.matrix.pages import data, full_page, short_page
from evidence.matrix.places import places
from evidence.matrix.reasons import REASONS
from evidence.matrix.running import ROOT, FaultError, commit, commit_of, done, forget, run
from evidence.matrix.situations import SITUATIONS
from evidence.matrix.table import matrix


def main(arguments: list[str]) -> int:
    """Run what is missing and write the pages; the exit code."""
    asked = _asked(arguments)
    unknown = set(asked.fault) - {one.name for one in faults()}
    if unknown:
        told = ", ".join(one.name for one in faults())
        sys.stderr.write(
            f"python -m evidence.matrix: {', '.join(sorted(unknown))}: no such fault; there are {told}.\n"
        )
        return 2
    results = asked.results.resolve()
    wanted = [] if asked.table else [one for one in faults() if not asked.fault or one.name in asked.fault]
    if asked.afresh:
        for fault in wanted:
            forget(results / fault.name)
    if stale := _stale(wanted, results):
        sys.stderr.write(
            f"python -m evidence.matrix: {results} holds results of other commits than {commit()} "
            f"({', '.join(stale)}): name another folder with --results, or run these again with --afresh.\n"
        )
        return 2
    broken = 0
    for fault in wanted:
        if done(results / fault.name):
            continue
        try:
            summary = run(fault, results / fault.name, tuple(asked.selection))
            counts = {status: count for status, count in summary["counts"].items() if count}
            _say(f"{fault.name}: {counts}")
        except FaultError as error:
            broken += 1
            _say(str(error))
    return max(_write([results, *asked.older], asked.page), 2 if broken else 0)


def _stale(wanted: list[Fault], results: Path) -> list[str]:
    """The faults whose results are of another commit than that of the tree."""
    now = commit()
    folders = ((one.name, results / one.name) for one in wanted)
    return [name for name, folder in folders if done(folder) and commit_of(folder) != now]


def _write(folders: list[Path], page: Path | None) -> int:
    results = folders[0]
    summaries = {one.name: [told for folder in folders if (told := done(folder / one.name))] for one in faults()}
    commits = {
        name: " and ".join(dict.fromkeys(commit_of(folder / name) for folder in folders if done(folder / name)))
        for name, told in summaries.items()
        if told
    }
    table = matrix(places(ROOT), faults(), summaries, commits)
    results.mkdir(parents=True, exist_ok=True)
    results.with_suffix(".json").write_text(json.dumps(data(table), indent=2) + "\n", encoding="utf-8")
    results.with_suffix(".md").write_text(full_page(table, REASONS, SITUATIONS), encoding="utf-8")
    if page is not None:
        page.write_text(short_page(table, REASONS, SITUATIONS), encoding="utf-8")
    amiss = [f"{len(table.missing)} not run"] if table.missing else []
    amiss += [one.name for one in (*table.uncaught(), *table.misnamed())]
    amiss += [row.title for row in table.shaken()]
    amiss += [f"no reason: {row.title}" for row in table.blind() if row.title not in REASONS]
    amiss += [f"no catch of its own: {row.title}" for row in table.covered() if row.title not in SITUATIONS]
    caught = len(table.planted()) - len(table.uncaught()) - len(table.misnamed())
    _say(f"matrix: {caught} of {len(table.planted())} faults caught by what they name; amiss: {amiss or 'nothing'}")
    return 1 if amiss else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evidence.matrix", allow_abbrev=False)
    parser.add_argument("fault", nargs="*", help="run only these; without: all")
    parser.add_argument("--results", type=Path, default=ROOT / "reports" / "matrix")
    parser.add_argument(
        "--selection",
        action="append",
        default=[],
        help="an argument for behave, as --tags=@smoke; without: the features that a fault concerns",
    )
    parser.add_argument("--page", type=Path, help="write the short page here")
    parser.add_argument("--afresh", action="store_true", help="run again what was run before")
    parser.add_argument("--table", action="store_true", help="run nothing, write the pages")
    parser.add_argument("--older", type=Path, action="append", default=[], help="results of earlier commits")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
