"""How much of the suite an adapter reaches: the scenarios whose needs it meets, and what one more need would add."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lockstep.running.selection.feature_index import read
from lockstep.settings.locations import suite_folder
from lockstep.targets.needs import NEEDS, lacking

PREFIX, SERVICE = "needs.", "service"
_READING_S = 60.0
_TOLD = 5


@dataclass(frozen=True, slots=True)
class Reach:
    """`reached` of `scenarios` (counting example rows) can run; `gains` are the needs that alone would add more, most
    first, each with how many."""

    reached: int
    scenarios: int
    gains: tuple[tuple[str, int], ...] = ()

    def lines(self) -> list[str]:
        """It as lines for people."""
        told = [f"reaches    {self.reached} of {self.scenarios} scenarios of the suite"]
        told += [f"one more   {name}: {count} more ({_calls_for(name)})" for name, count in self.gains[:_TOLD]]
        if len(self.gains) > _TOLD:
            told.append(f"           and {len(self.gains) - _TOLD} more needs; docs/needs.md lists all")
        return told


def reach_of(met: frozenset[str], scenarios: Iterable[Sequence[str]]) -> Reach:
    """What these needs reach of scenarios, each given by its needs; those about the suite's own service aside."""
    reached, count, alone = 0, 0, Counter[str]()
    for needs in scenarios:
        if SERVICE in needs:
            continue
        count += 1
        missing = set(lacking(needs, met))
        reached += not missing
        if len(missing) == 1:
            alone.update(missing)
    return Reach(reached, count, tuple(sorted(alone.items(), key=lambda one: (-one[1], one[0]))))


def suite_needs() -> list[list[str]]:
    """The needs of each scenario of the included suite, in order, without those of single resources. Raises
    ReadingError, FileNotFoundError."""
    found = read(suite_folder().parent, steps=False, limit_s=_READING_S).scenarios
    needs = ([tag.removeprefix(PREFIX) for tag in one.tags if tag.startswith(PREFIX)] for one in found)
    return [[need for need in one if not need.startswith("each.")] for one in needs]


def _calls_for(name: str) -> str:
    need = NEEDS.get(name)
    if need is None:
        return "which is no need of the suite"
    return "; ".join([need.what, *filter(None, (", ".join(part) for part in (need.operations, need.reads,
                                                                            need.members)))])  # fmt: skip
