"""The scenarios of the last run that did not pass, from its summary, as places that behave takes ("file:line").

These are all scenarios that failed, broke or were not judged, were flaky without being excused, or were not reached
because the run ended before them; not those that were skipped. Files of the suite included in Lockstep are found
wherever it is located.
"""

from pathlib import Path
from typing import Any

import msgspec

from lockstep.reporting.folders import Folders
from lockstep.reporting.results import PASSED
from lockstep.settings.locations import suite_folder

_SUITE = ("features", "suite")
"""The beginnings of paths of the suite's files: in a checkout, and in an installed package."""


class NoLastRunError(Exception):
    """The scenarios that did not pass cannot be determined; one sentence for the user."""


def unpassed(reports: Path) -> list[str]:
    """The places, in the order of the run. Raises NoLastRunError."""
    path = Folders(reports).summary
    try:
        told = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        places = [(one["file"], int(one["line"])) for one in told["scenarios"] if _did_not_pass(one)]
    except FileNotFoundError:
        raise NoLastRunError(
            f"{path} does not exist: no run has ended here, so no failed scenarios are known"
        ) from None
    except (OSError, msgspec.MsgspecError, KeyError, TypeError, ValueError) as error:
        raise NoLastRunError(f"{path} is not the summary of a run ({error})") from None
    return list(dict.fromkeys(f"{_found(file)}:{line}" for file, line in places))


def suite_file(path: str) -> Path | None:
    """The file or folder of the suite included in Lockstep, named from `features/` on or from within it; None if
    there is none of this name."""
    named = Path(path)
    inside = Path(*named.parts[1:]) if named.parts[:1] and named.parts[0] in _SUITE else named
    found = suite_folder() / inside
    return found if not named.is_absolute() and found.exists() else None


def _did_not_pass(one: dict[str, Any]) -> bool:
    return bool(one["final"]) and one["status"] not in {*PASSED, "skipped"} and not one["excused"]


def _found(file: str) -> Path:
    here = Path(file)
    found = here if here.is_file() else suite_file(file)
    if found is None:
        raise NoLastRunError(
            f"{file} had a scenario that did not pass, and no longer exists: run all scenarios again"
        )
    return found
