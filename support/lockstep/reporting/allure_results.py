"""Allure's results, read back and compared with what was executed, counted as Allure's page counts them.

Allure 3 takes `testCaseId`, or before it a label `ALLURE_ID` or `AS_ID` (the tag `@allure.label.ALLURE_ID:N`), and
the parameters, sorted and joined, as the identity of a test. Of several results with one identity it shows the newest
and treats the others as its retries. So each scenario must have as many results as it had attempts, no two scenarios
may share an identity, and the newest result must have the colour of the scenario's outcome.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from lockstep.reporting.places import relative
from lockstep.reporting.results import SKIPPED, ScenarioResult

NAMED = 5
THE_RUN = "the run"
"""Replaces the feature's name where something broke outside any scenario."""


class _Named(msgspec.Struct):
    name: str
    value: str = ""


class _Read(msgspec.Struct):
    """What identifies a result."""

    historyId: str = ""  # noqa: N815 - Allure's names
    testCaseId: str = ""  # noqa: N815
    fullName: str = ""  # noqa: N815
    status: str = ""
    start: int = 0
    labels: list[_Named] = []
    parameters: list[_Named] = []

    @property
    def identity(self) -> tuple[str, str]:
        told = [one.value for one in self.labels if one.name in {"ALLURE_ID", "AS_ID"} and one.value != "-1"]
        joined = ",".join(f"{one.name}:{one.value}" for one in sorted(self.parameters, key=msgspec.structs.astuple))
        return f"ALLURE_ID={told[0]}" if told else self.testCaseId or self.fullName, joined


def counts(one: ScenarioResult) -> bool:
    """Whether Allure receives a result of this attempt: a further attempt that never started has none."""
    return one.final or one.status not in SKIPPED


def difference(folder: Path, scenarios: Sequence[ScenarioResult], shown: Callable[[ScenarioResult], str]) -> str:
    """A sentence on how the results in the folder differ from these attempts; empty if they do not. `shown` gives the
    status of an attempt in Allure. Results of errors outside any scenario are ignored. Raises OSError."""
    found = list(_differences(_read(folder), [one for one in scenarios if counts(one)], shown))
    if not found:
        return ""
    more = f"; and {len(found) - NAMED} more" if len(found) > NAMED else ""
    where = relative(folder, Path.cwd())
    return (
        f"Allure's results in {where} do not match what was executed, so its page would show wrong numbers:"
        f" {'; '.join(found[:NAMED])}{more}"
    )


def _read(folder: Path) -> list[_Read]:
    """The scenarios' results; a file that is incomplete or not a result counts as missing."""
    found = []
    for path in sorted(folder.glob("*-result.json")):
        try:
            found.append(msgspec.json.decode(path.read_bytes(), type=_Read))
        except msgspec.MsgspecError:
            continue
    return [one for one in found if not one.fullName.startswith(f"{THE_RUN}: ")]


def _differences(
    read: Iterable[_Read], attempts: Iterable[ScenarioResult], shown: Callable[[ScenarioResult], str]
) -> Iterator[str]:
    results: dict[str, list[_Read]] = defaultdict(list)
    taken: dict[tuple[str, str], set[str]] = defaultdict(set)
    for result in read:
        results[result.historyId].append(result)
        taken[result.identity].add(result.historyId)
    tried: dict[str, list[ScenarioResult]] = defaultdict(list)
    for attempt in attempts:
        tried[attempt.id].append(attempt)
    for key, those in tried.items():
        final = next((one for one in those if one.final), those[-1])
        mine, name = results.pop(key, []), f'"{final.title}" ({final.file}:{final.line})'
        others = {other for result in mine for other in taken[result.identity]} - {key}
        if not mine:
            yield f"{name} is missing"
        elif len(mine) != len(those):
            yield f"{name} has {len(mine)} of {len(those)} attempts"
        elif others:
            yield f"{name} has the same identity as {', '.join(sorted(_name(tried.get(one)) for one in others))}"
        elif (status := max(mine, key=lambda result: result.start).status) != shown(final):
            yield f"{name} is shown as {status} but was {final.status}"
    for rest in results.values():
        yield f'"{rest[0].fullName}" was not executed'


def _name(attempts: Sequence[ScenarioResult] | None) -> str:
    return f'"{attempts[0].title}" ({attempts[0].file}:{attempts[0].line})' if attempts else "another"
