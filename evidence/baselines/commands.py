"""Commands of the suite with the exit code and the last line that each must have.

Each is a list of arguments for behave, run as `PROGRAM ARGUMENTS` with one seed and reports in a temporary folder.
What depends on the run is taken out of the last line: paths and durations.
"""

import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("--tags=@smoke",),
    ("--tags=@smoke", "--jobs", "2"),
    ("--tags=@smoke", "-D", "plant=drop"),
    ("--tags=@smoke", "-D", "plant=duplicate"),
    ("--tags=@smoke", "-D", "plant=alter"),
    ("--tags=@smoke", "-D", "plant=leak"),
    ("--tags=@smoke", "-D", "plant=nothing"),
    ("--tags=@smoke", "-D", "target=nothing"),
    ("--tags=@smoke", "-D", "target=nchan"),
    ("--tags=@smoke", "-D", "target=faye"),
    ("--tags=@smoke", "-D", "shard=1/3"),
    ("--tags=@smoke", "-D", "shard=4/3"),
    ("--tags=@smoke", "-D", "jobs=auto"),
    ("--tags=@smoke", "-D", "loss_deadline=1"),
    ("--tags=@smoke", "-D", "loss_deadline=soon"),
    ("--tags=@smoke", "-D", "no_such_setting=1"),
    ("--tags=@smoke", "-D", "use_fixtures=false"),
    ("--tags=@smoke", "-D", "use_fixtures=false", "-D", "generate_dynamic_data=false"),
    ("--tags=@smoke", "-D", "cleanup_after_tests=false"),
    ("--tags=@smoke", "-D", "test_retry_count=1", "-D", "plant=drop"),
    ("--tags=@smoke", "-D", "dialect=nothing"),
    ("--tags=@smoke", "-D", "api_base_url=http://127.0.0.1:9/api/v1", "-D", "websocket_url=ws://127.0.0.1:9/ws"),
    ("--tags=@smoke and @recovery",),
    ("--tags=@no-such-tag",),
    ("--stage=smoke",),
    ("--stage=nothing",),
    ("--name=no scenario is called so",),
    ("features/connection/lifecycle.feature",),
    ("--tags=@smoke", "--dry-run"),
    ("--tags=@smoke", "-D", "budgets=report", "-f", "json"),
)


class Ended(NamedTuple):
    """How a command ended; `last` is the last line of its output."""

    arguments: list[str]
    code: int
    last: str


def run_all(program: Sequence[str], folder: Path) -> Iterator[Ended]:
    """Run every command in this folder."""
    for arguments in COMMANDS:
        with tempfile.TemporaryDirectory(prefix="lockstep-baseline-") as reports:
            command = [*program, *arguments, "-D", "seed=7", "-D", f"reports={reports}"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        lines = done.stdout.strip().splitlines() or [""]
        yield Ended(list(arguments), done.returncode, _plain(lines[-1]))


def changed(before: Sequence[Ended], after: Sequence[Ended]) -> Iterator[str]:
    """A sentence for each command that ends differently from before."""
    now = {tuple(one.arguments): one for one in after}
    for old in before:
        told = " ".join(old.arguments)
        new = now.get(tuple(old.arguments))
        if new is None:
            yield f"{told}: was not run"
        elif (old.code, old.last) != (new.code, new.last):
            yield f"{told}: ended with {old.code}, {old.last!r}; ends now with {new.code}, {new.last!r}"


def _plain(line: str) -> str:
    return re.sub(r"\d+(\.\d+)? s\b|/\S+", "...", line)
