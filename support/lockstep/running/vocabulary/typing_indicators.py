"""Typing indicators: what a person was shown of another's typing, and whether it ended too soon to be automatic."""

from collections.abc import Sequence

from lockstep.history.rows import Recv
from lockstep.running.scene.scene import Scene


def shown(scene: Scene, viewer: str, typist: str, room: str) -> list[Recv]:
    """The events by which a person was shown that another starts or stops typing in a chatroom, in order."""
    channel, user = scene.ref(room), scene.person(typist).identity.id
    return [
        row
        for row in scene.history.of(Recv, person=viewer, channel=channel)
        if isinstance(row.payload, dict) and "typing" in row.payload and f"user:{row.payload.get('userId')}" == user
    ]


def ended_within(events: Sequence[Recv], limit_ms: float) -> bool:
    """Whether typing was shown as ended sooner than this after its last start."""
    started: int | None = None
    for row in events:
        if row.payload["typing"]:
            started = row.t
        elif started is not None and row.t - started < limit_ms * 1_000_000:
            return True
    return False
