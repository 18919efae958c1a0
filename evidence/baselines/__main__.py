"""`python -m evidence.baselines`: keep what a run did, and compare it with what a later one does.

    take REPORTS FILE                       what the run in this folder of reports did, as JSON
    compare OLD NEW [--renames FILE] [--tolerance SHARE]
                                            two such files; NEW may be a folder of reports
    commands FILE [--program "PROGRAM ..."] [--folder FOLDER]
                                            how 30 commands end; compared with FILE where it is there, else written

Exit code 0: nothing changed; 1: something did, a line each; 2: something cannot be read.
"""

import argparse
import json
import shlex
import sys
from pathlib import Path

from evidence.baselines.commands import Ended, changed, run_all
from evidence.baselines.comparison import differences, executed
from evidence.baselines.runs import Scenario, as_data, of_data, renamed, scenarios


def main(arguments: list[str]) -> int:
    """Do what is asked; the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        if asked.act == "take":
            _write(asked.file, as_data(scenarios(asked.reports)))
            return 0
        return _compare(asked) if asked.act == "compare" else _commands(asked)
    except (OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"python -m evidence.baselines: this cannot be read: {error}\n")
        return 2


def _compare(asked: argparse.Namespace) -> int:
    before, after = _read(asked.old), _read(asked.new)
    renames = renamed(asked.renames) if asked.renames else {}
    found = list(differences(before, after, renames, tolerance=asked.tolerance))
    for one in found:
        _say(f"{one.kind}: {one.key}: {one.detail}")
    _say(
        f"baselines: {len(before)} scenarios, {executed(before)} executed before and {executed(after)} after; "
        f"{len(found)} differences"
    )
    return 1 if found or executed(after) < executed(before) else 0


def _commands(asked: argparse.Namespace) -> int:
    ended = list(run_all(shlex.split(asked.program), asked.folder))
    if not asked.file.exists():
        _write(asked.file, [one._asdict() for one in ended])
        return 0
    before = [Ended(**one) for one in json.loads(asked.file.read_text("utf-8"))]
    found = list(changed(before, ended))
    for line in found:
        _say(line)
    _say(f"baselines: {len(ended)} commands, {len(found)} end differently from before")
    return 1 if found else 0


def _read(path: Path) -> dict[str, Scenario]:
    return scenarios(path) if path.is_dir() else of_data(json.loads(path.read_text("utf-8")))


def _write(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evidence.baselines", allow_abbrev=False)
    acts = parser.add_subparsers(dest="act", required=True)
    take = acts.add_parser("take", help="keep what a run did")
    take.add_argument("reports", type=Path)
    take.add_argument("file", type=Path)
    compare = acts.add_parser("compare", help="compare two runs")
    compare.add_argument("old", type=Path)
    compare.add_argument("new", type=Path)
    compare.add_argument("--renames", type=Path, help="titles before and after, as evidence/renames.json")
    compare.add_argument("--tolerance", type=float, default=0.0, help="share of instances that may be missing")
    commands = acts.add_parser("commands", help="how commands end")
    commands.add_argument("file", type=Path)
    commands.add_argument("--program", default="behave")
    commands.add_argument("--folder", type=Path, default=Path())
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
