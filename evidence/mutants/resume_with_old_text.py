"""A resume hands back what a message said before it was edited. Breaks P18 (convergence).

Made by whoever keeps events for those who return in a cache of the thing, which the edit does not reach.
"""

import json
from collections.abc import Callable
from typing import Any

from lockstep.reference.storage.outbox import Outbox, Replay

from evidence.mutants.mutant import Mutant


def _as_it_was(original: Callable[..., Any]) -> Callable[..., Any]:
    def since(outbox: Outbox, room: str, epoch: str, seq: int) -> Replay:
        replay: Replay = original(outbox, room, epoch, seq)
        if not replay.texts:
            return replay
        everything: Replay = original(outbox, room, epoch, 0)
        contents: dict[int, str] = {}
        for text in everything.texts:
            data = json.loads(text)["data"]
            if isinstance(data.get("content"), str):
                contents.setdefault(data["id"], data["content"])
        return Replay(replay.to, replay.lost, [_told(text, contents) for text in replay.texts])

    return since


def _told(text: str, contents: dict[int, str]) -> str:
    frame = json.loads(text)
    data = frame["data"]
    if frame["event"].endswith("_message_edited") and data.get("id") in contents:
        data["content"] = contents[data["id"]]
    return json.dumps(frame)


MUTANT = Mutant(
    breaks="P18",
    may_break=("P12", "P17"),
    does="an edit that is replayed on return carries the new version and the text of before the edit",
    made_by="whoever replays from a cache of messages that an edit does not write through",
    owner=Outbox,
    method="since",
    replacement=_as_it_was,
    features=("features/connection/resume.feature", "features/recovery/reconnect.feature"),
)
