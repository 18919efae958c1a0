"""What a mutant is: the reference backend with one method replaced, so that it makes one mistake.

Each mutant is a module of this folder with `MUTANT`. It says, before it is run, which one property it breaks
(`breaks`), which others may fall with it (`may_break`), what it does (`does`) and who makes this mistake in practice
(`made_by`). `breaks` is `STEP` where no property of the record can tell, because the backend agrees with itself, and
a scenario says in a step of its own what it must do. `features` are those it concerns, in which it is looked for; all
where none is named. `python -m evidence.mutants NAME --port 0 [...]` starts it, with
the arguments of the backend.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

STEP = "step"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake: `method` of `owner` is replaced by what `replacement` makes of the original."""

    breaks: str
    does: str
    made_by: str
    owner: type
    method: str
    replacement: Callable[[Callable[..., Any]], Callable[..., Any]]
    may_break: tuple[str, ...] = ()
    features: tuple[str, ...] = ()

    def apply(self) -> None:
        """Replace the method, for the life of this process."""
        setattr(self.owner, self.method, self.replacement(getattr(self.owner, self.method)))
