"""`scripts/full [PART ...]`: the final run of everything on one page, `reports/full.md`; data in `reports/full.json`.

Without names all parts are run; `burning=3` says how often. Outputs and reports of the parts lie in `reports/full/`.
The page is written anew after every part, so an interrupted run leaves what it had come to. The last line is that of
the main run, where there was one. Exit code: the worst of all parts (1 is worse than 2, 2 than 3); 2 for a part that
does not exist; 130 when interrupted.
"""

import json
import os
import platform
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from evidence.full.parts import BURNS, NOT_HERE, PARTS, Done, Parts

ROOT = Path(__file__).resolve().parents[2]
_WORST = (1, 2, 3)


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Run the parts named, write page and data; the exit code."""
    try:
        chosen, burns = selected(arguments)
    except ValueError as error:
        sys.stderr.write(f"scripts/full: {error}\n")
        return 2
    parts = Parts(root, root / "reports" / "full", burns)
    done: list[Done] = []
    try:
        for name in chosen:
            for one in PARTS[name](parts):
                done.append(one)
                _say(f"{one.name}: {one.verdict} ({one.seconds:.0f} s) {one.figures}")
                _write(root, done, f"Selected: {', '.join(chosen)}.")
    except KeyboardInterrupt:
        _write(root, done, f"Selected: {', '.join(chosen)}. Interrupted: what is not here was not run.")
        return 130
    _say(next((one.figures for one in done if one.name == "main"), f"full: {_counted(done)}"))
    return worst([one.code for one in done])


def selected(arguments: list[str]) -> tuple[list[str], int]:
    """The parts in their order, and how often the suite runs burning. Raises ValueError, a sentence."""
    burns, names = BURNS, set()
    for argument in arguments:
        name, given, number = argument.partition("=")
        if name not in PARTS or (given and name != "burning"):
            raise ValueError(f"{argument}: no such part; there are {', '.join(PARTS)}, and burning=N.")
        if given and not (number.isascii() and number.isdigit() and int(number)):
            raise ValueError(f"{argument}: how often must be a whole number from 1 on, as in burning=3.")
        burns = int(number) if given else burns
        names.add(name)
    return [name for name in PARTS if name in names or not names], burns


def worst(codes: list[int]) -> int:
    """The worst of these exit codes; 0 if all are."""
    return next((code for code in _WORST if code in codes), 0)


def page(done: list[Done], head: str) -> str:
    """The page of what was run so far."""
    lines = ["# Everything, once", "", head, "", f"{_counted(done)}.", ""]
    lines += ["| part | verdict | seconds | processor seconds | figures |", "|---|---|---|---|---|"]
    lines += [
        f"| {one.name} | {one.verdict} | {one.seconds:.0f} | {one.cpu:.0f} | {one.figures} |".replace("\n", " ")
        for one in done
    ]
    return "\n".join(lines) + "\n"


def _counted(done: list[Done]) -> str:
    absent = sum(one.amiss == NOT_HERE for one in done)
    fine = sum(not one.amiss for one in done)
    told = f"{fine} of {len(done)} came out as expected"
    return f"{told}, {absent} could not be run here" if absent else told


def _write(root: Path, done: list[Done], selection: str) -> None:
    git = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    commit = subprocess.run(git, cwd=root, capture_output=True, text=True, check=False).stdout.strip() or "unknown"
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    head = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit}, {machine}. {selection}"
    reports = root / "reports"
    reports.mkdir(exist_ok=True)
    (reports / "full.md").write_text(page(done, head), encoding="utf-8")
    told = {"head": head, "parts": [one.data() for one in done]}
    (reports / "full.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
