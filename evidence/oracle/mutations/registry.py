"""The registry of mutations: changes of a healthy history that may break a property, and the tools to make them.

A mutation only proposes; whether the changed history breaks the property is for `evidence.oracle.opinion` to say, so
that a change which is legal under the circumstances is not counted.
"""

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from lockstep.history.digest import digest
from lockstep.history.rows import AnyRow, Close, Header, Invoke, Ok, Recv, Settled

R = TypeVar("R")


class Draft:
    """A history that is being changed."""

    def __init__(self, rows: list[AnyRow], seed: str) -> None:
        self.rows: list[AnyRow] = [copy.copy(row) for row in rows]
        self.chance = random.Random(seed)
        header = self.rows[0]
        assert isinstance(header, Header)
        self.header = header
        self.promises = header.promises

    def of(self, kind: type[R], **equal: object) -> list[R]:
        """The rows of one type with these fields."""
        return [
            row
            for row in self.rows
            if isinstance(row, kind) and all(getattr(row, name) == value for name, value in equal.items())
        ]

    def one(self, rows: list[R]) -> R | None:
        """Any of them, or None."""
        return self.chance.choice(rows) if rows else None

    def event(self, **equal: object) -> Recv | None:
        """Any event of a message, of the suite's markers none."""
        return self.one([row for row in self.messages() if all(getattr(row, k) == v for k, v in equal.items())])

    def messages(self) -> list[Recv]:
        return [row for row in self.of(Recv, event=True) if row.raw and not row.marker and row.durable]

    def drop(self, *rows: AnyRow) -> None:
        gone = {id(row) for row in rows}
        self.rows = [row for row in self.rows if id(row) not in gone]

    def index(self, row: AnyRow) -> int:
        return next(place for place, one in enumerate(self.rows) if one is row)

    def insert(self, row: Any, after: AnyRow) -> None:
        """Put a row right after another, a moment later."""
        row.t = after.t + 100
        self.rows.insert(self.index(after) + 1, row)

    def place(self, low: int, conn: str | None = None) -> AnyRow:
        """Any row from an index on, before the scene came to rest and before this connection ended."""
        markers = [row.i for row in self.rows if isinstance(row, Invoke | Settled) and getattr(row, "marker", True)]
        ends = [row.i for row in self.of(Close) if row.conn == conn]
        high = min([*markers, *ends], default=len(self.rows) - 1)
        return self.rows[self.chance.randrange(low, max(low + 1, min(high, len(self.rows))))]

    def wait(self) -> None:
        """The suite waits for a marker until its deadline is over, before it makes its round trips."""
        answers = [row.i for row in self.of(Ok, marker=True)]
        longer = int((self.header.budgets.loss_ms + 20_000) * 1e6)
        for row in self.rows:
            if answers and row.i > max(answers):
                row.t += longer

    def answer(self, w: str | None) -> Ok | None:
        return next((row for row in self.of(Ok) if row.w == w), None)

    def finished(self) -> list[AnyRow]:
        """The rows with indices, times and the frames of each connection counted anew."""
        frames: dict[str | None, int] = {}
        last = 0
        for place, row in enumerate(self.rows):
            row.i, row.t = place, max(row.t, last + 1)
            last = row.t
            if isinstance(row, Recv):
                frames[row.conn] = frames.get(row.conn, 0) + 1
                row.n = frames[row.conn]
        return self.rows


def other_payload(payload: Any) -> tuple[Any, str]:
    """A payload with one field more or changed, and its digest."""
    changed = dict(payload or {}) | {"content": "something else"}
    return changed, digest(changed)


@dataclass(frozen=True)
class Mutation:
    """A change, its name, and the properties one of which it is meant to break."""

    name: str
    breaks: tuple[str, ...]
    make: Callable[[Draft], bool]


MUTATIONS: dict[str, Mutation] = {}


def mutation(*breaks: str) -> Callable[[Callable[[Draft], bool]], Callable[[Draft], bool]]:
    """Register a change; it says whether there was anything to change."""

    def register(make: Callable[[Draft], bool]) -> Callable[[Draft], bool]:
        MUTATIONS[make.__name__] = Mutation(make.__name__, breaks, make)
        return make

    return register


def mutated(name: str, rows: list[AnyRow], seed: int) -> list[AnyRow] | None:
    """The history changed by the named mutation; None where there is nothing to change."""
    draft = Draft(rows, f"{seed} {name}")
    return draft.finished() if MUTATIONS[name].make(draft) else None
