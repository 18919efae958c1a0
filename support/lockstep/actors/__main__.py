"""`python -m lockstep.actors check path/to/mine.py|NAME`: tries an adapter piece by piece, one line a piece.

Exit code 0: every piece works; 1: one fails; 2: nothing could be tried (no such file or target, a wrong setting).
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from lockstep.actors.adapter_check import Finding, Trial
from lockstep.clients.api import tls_context
from lockstep.settings import SettingsError, load
from lockstep.targets.base import TargetFaultError
from lockstep.targets.external_adapter import is_file
from lockstep.targets.registry import TARGETS, make_target


def main(arguments: list[str]) -> int:
    """Try the adapter, print what was found, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lockstep.targets", description="Try an adapter piece by piece.")
    check = parser.add_subparsers(required=True).add_parser("check", help="try an adapter piece by piece")
    check.add_argument("target", help="its file, or its name")
    name = parser.parse_args(arguments).target
    if not (Path(name).is_file() if is_file(name) else name in TARGETS):
        sys.stderr.write(
            f"there is no adapter {name}: name a file that ends in .py, or one of {', '.join(TARGETS)}\n"
        )
        return 2
    try:
        settings = load(os.environ, {"target": name})
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    try:
        target = make_target(settings, tls_context(), Path(settings.reports))
    except TargetFaultError as error:
        return _tell([Finding("loads", "fails", str(error)), Finding("all else", "not tried", "there is no adapter")])
    return _tell([Finding("loads", "works", type(target).__name__), *asyncio.run(Trial(target).run())])


def _tell(findings: list[Finding]) -> int:
    for finding in findings:
        sys.stdout.write(f"{finding}\n")
    return 1 if any(finding.outcome == "fails" for finding in findings) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
