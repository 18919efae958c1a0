"""Texts are normalised (NFC) in events, not in answers. Breaks P12 (payload agreement).

Made by whoever has a library for the socket that "cleans" strings, as some databases' and platforms' do.
"""

import unicodedata
from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.transactions import Work

from evidence.mutants.mutant import Mutant


def _normalised(original: Callable[..., Any]) -> Callable[..., Any]:
    def event(work: Work, room: str, name: str, data: Any) -> Any:
        if "content" in data:
            data = {**data, "content": unicodedata.normalize("NFC", data["content"])}
        return original(work, room, name, data)

    return event


MUTANT = Mutant(
    breaks="P12",
    may_break=("P17",),
    does="letters and marks written apart come together in events; the API answers as they were written",
    made_by="a library between the room and the socket that normalises strings, or a cache keyed by normalised text",
    owner=Work,
    method="event",
    replacement=_normalised,
    features=("features/sync/content.feature", "features/sync/messages.feature"),
)
