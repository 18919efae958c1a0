"""`python -m lockstep.load generate PLAN.json HISTORY.npz` · `judge HISTORY.npz` · `rows HISTORY.npz ROWS.jsonl`

generate: executes a plan (`lockstep.load.distribution.run` starts it); beside the history it writes `HISTORY.json`
with the generator's figures. It stops when its standard input closes; one share of several prints READY, and starts
on a line with a time (ns of the machine's monotonic clock), or with +ns. judge: prints the verdicts. rows: writes the
same history as JSONL.

Exit codes: 0 done (judge: nothing violated); 1 a property is violated; 2 failed, or the extra `load` is not
installed: one sentence on stderr; 3 judge: nothing violated, something unknown; generate: its input closed before it
had finished.
"""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from lockstep.serving.extras import require

if __name__ == "__main__":
    require("load", "python -m lockstep.load")

import msgspec
import uvloop

from lockstep.load.columnar.as_rows import rows_of
from lockstep.load.columnar.columns import load
from lockstep.load.columnar.judge import judge
from lockstep.load.engine.connections import NotAnsweredError
from lockstep.load.engine.generator import Generator
from lockstep.load.plan import Plan, PlanError, check

_SLACK_S = 120.0


def _leash(generator: Generator) -> None:
    """The parent is gone or requests the end; or the schedule is to begin."""
    said = os.read(0, 4096)
    if not said:
        os._exit(3)
    generator.begin(said)


async def _generate(plan: Plan, told: Path) -> None:
    generator = Generator(plan)
    asyncio.get_running_loop().add_reader(0, _leash, generator)
    longest = plan.seconds + plan.timeout_s + plan.budgets.loss_ms / 1_000 + _SLACK_S
    figures = await asyncio.wait_for(generator.run(), longest + len(plan.users) * 0.1)
    generator.tape.columns().save(told)
    told.with_suffix(".json").write_bytes(msgspec.json.encode(figures))


def _judge(file: Path) -> int:
    outcomes = set()
    for verdict in judge(load(file)):
        outcomes.add(verdict.outcome)
        sys.stdout.write(f"{verdict.property} {verdict.name}: {verdict.outcome}, {verdict.instances} instances")
        sys.stdout.write(f" ({verdict.reason})\n" if verdict.reason else "\n")
        for witness in verdict.witnesses:
            sys.stdout.write(f"    {witness.text}\n")
    return 1 if "violated" in outcomes else 3 if "unknown" in outcomes else 0


def main(arguments: list[str]) -> int:
    """Execute one of the three commands; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lockstep.load", allow_abbrev=False)
    parser.add_argument("act", choices=("generate", "judge", "rows"))
    parser.add_argument("file", type=Path)
    parser.add_argument("out", type=Path, nargs="?")
    given = parser.parse_args(arguments)
    if given.out is None and given.act != "judge":
        parser.error(f"{given.act} needs a second file, to write to")
    code = 0
    try:
        code = _do(given.act, given.file, given.out)
    except* (OSError, ValueError, LookupError, PlanError, NotAnsweredError) as group:
        first: BaseException = group
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        sys.stderr.write(f"{parser.prog}: {first or type(first).__name__}\n")
        code = 2
    return code


def _do(act: str, file: Path, out: Path) -> int:
    match act:
        case "judge":
            return _judge(file)
        case "rows":
            out.write_bytes(b"\n".join(msgspec.json.encode(row) for row in rows_of(load(file))) + b"\n")
        case _:
            plan = msgspec.json.decode(file.read_bytes(), type=Plan)
            check(plan)
            uvloop.run(_generate(plan, out))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
