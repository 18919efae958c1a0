"""Scenarios sent to be added or changed, and their validation.

The Gherkin holds exactly one scenario (an outline with one example row is one). It is rejected, with line and reason,
if it does not parse, a tag is unknown, a keyword would be read as a description, a step has no definition in the
suite, or a name is too long or not printable. Nothing of it is executed: it is parsed in a separate process within a
time limit, and matched with the suite's own steps.
"""

import re
import tempfile
import threading
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from lockstep.management.answers import RefusedError
from lockstep.management.catalogue.entries import Priority, Type
from lockstep.management.catalogue.workspace import lay, path_of
from lockstep.running.selection.feature_index import Flaw, ReadingError, Written, read

LARGEST = 65_536
LONGEST_NAME = 200
LIMIT_S = 60.0
READINGS = 2
"""The number read at a time: each needs a process."""

_reading = threading.BoundedSemaphore(READINGS)


def _text(text: str) -> str:
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]", text):
        raise ValueError("control characters are not allowed")
    return text.replace("\r\n", "\n").replace("\r", "\n")


Words = Annotated[str, AfterValidator(_text)]
Category = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", description="lower-case letters, digits and dashes")
]


class Sent(BaseModel):
    """A scenario as sent. Name, tags and expected results come from the Gherkin."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, populate_by_name=True)

    gherkin: Annotated[Words, Field(min_length=1, max_length=LARGEST, description="a feature with one scenario")]
    category: Category
    name: Annotated[
        Words | None, Field(max_length=LONGEST_NAME, description="if given, it must be the name in the Gherkin")
    ] = None
    description: Annotated[Words | None, Field(max_length=2_000)] = None
    type: Type = "INTEGRATION"
    priority: Annotated[Priority | None, Field(description="default: from the tags")] = None
    api_endpoints: Annotated[
        list[str], Field(max_length=100, description="operations of the target, such as post_message")
    ] = []
    websocket_events: Annotated[
        list[str], Field(max_length=100, description="events of the target, such as chatroom_message_received")
    ] = []
    timeout: Annotated[int | None, Field(ge=1_000, le=300_000, description="ms; default: from @timeout.N")] = None
    retry_count: Annotated[int, Field(ge=0, le=5)] = 0
    is_active: Annotated[bool, Field(description="whether it may be executed")] = True


def understood(sent: Sent, project: Path, company_id: str) -> Written:
    """Parse the scenario that was sent. Raises RefusedError: 400 with lines and reasons, 429 if too many are being
    read."""
    path = path_of(company_id, sent.category)
    if not _reading.acquire(timeout=LIMIT_S):
        raise RefusedError(429, "busy", "Too many scenarios are being read; try again in 5 s.", retry_after=5)
    try:
        with tempfile.TemporaryDirectory(prefix="lockstep-added-") as folder:
            reading = read(lay(project, Path(folder), path, sent.gherkin), steps=True, limit_s=LIMIT_S)
    except ReadingError as error:
        raise RefusedError(400, "gherkin", f"The Gherkin cannot be read: {error}.") from error
    finally:
        _reading.release()
    flaws = [*reading.flaws]
    if not flaws and len(reading.scenarios) != 1:
        amount = len(reading.scenarios)
        line = reading.scenarios[1].line if amount > 1 else 1
        flaws.append(Flaw(path=path, line=line, reason=f"there are {amount} scenarios, and one is added at a time"))
    flaws += [flaw for one in reading.scenarios for flaw in _unusable(one, sent)]
    if flaws:
        raise _refused(flaws)
    return reading.scenarios[0]


def _unusable(one: Written, sent: Sent) -> list[Flaw]:
    found: list[str] = []
    for what, name in (("feature", one.feature), ("rule", one.rule), ("scenario", one.title)):
        if len(name) > LONGEST_NAME or not name.isprintable():
            found.append(f"the {what}'s name may have {LONGEST_NAME} printable characters at most")
    if not one.title.strip():
        found.append("the scenario has no name")
    if sent.name is not None and sent.name != one.title:
        found.append(f'the scenario is called "{one.title}" here and something else in the field name')
    if any(int(tag.removeprefix("timeout.")) > 300 for tag in one.tags if re.fullmatch(r"timeout\.\d+", tag)):
        found.append("a time limit may be 300 s at most")
    return [Flaw(path=one.path, line=one.line, reason=reason) for reason in found]


def _refused(flaws: list[Flaw]) -> RefusedError:
    problems: list[dict[str, Any]] = [{"line": one.line or None, "reason": one.reason} for one in flaws[:50]]
    first = flaws[0]
    where = f"Line {first.line}" if first.line else "The Gherkin"
    more = f" ({len(flaws) - 1} more in the details)" if len(flaws) > 1 else ""
    return RefusedError(400, "gherkin", f"{where}: {first.reason}{more}.", {"problems": problems})
