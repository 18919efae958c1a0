"""The files of a load run: its result and everything needed to repeat it, beside its history.

    result.json   everything but the samples: percentiles with their counts, usage, errors, series, verdicts
    plan.json     the plan, without tokens: seed, people, rooms, schedule, mix, budgets; addresses masked
    seconds.csv   one line per second of the schedule
    load.npz      the columnar history (`columns.py`); `python -m lockstep.load judge` reads it

Errors: OSError.
"""

import csv
from pathlib import Path

import msgspec

from lockstep.load.plan import Plan
from lockstep.load.results.result import LoadResult, PerSecond, as_json
from lockstep.masking import mask_url

NAMES = ("result.json", "plan.json", "seconds.csv", "load.npz", "load.json", "generator.log")


def write(result: LoadResult, plan: Plan, folder: Path) -> list[Path]:
    """Write the files that people read, and return their paths."""
    told, asked, seconds = (folder / name for name in NAMES[:3])
    told.write_bytes(as_json(result))
    people = tuple(msgspec.structs.replace(caller, token="") for caller in plan.users)
    shown = msgspec.structs.replace(plan, users=people, api=mask_url(plan.api), ws=mask_url(plan.ws))
    asked.write_bytes(msgspec.json.format(msgspec.json.encode(shown)))
    with seconds.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(PerSecond.__struct_fields__)
        writer.writerows(msgspec.structs.astuple(one) for one in result.series)
    return [told, asked, seconds]


def clear(folder: Path) -> None:
    """Remove the files of earlier runs in the folders of `folder`, and nothing else. Raises OSError."""
    for one in sorted(folder.glob("*/")):
        for name in NAMES:
            (one / name).unlink(missing_ok=True)
        if not any(one.iterdir()):
            one.rmdir()
