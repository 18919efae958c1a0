"""A scene in figures, for whoever watches: people in it, sockets that are open, events heard, times of deliveries.

`people` and `sockets` are as they stand, `events` counts what was heard so far, markers of the suite's own left out.
`measured` is how many deliveries were timed so far, `slowest` and `budget` are in ms and there once any was.
"""

from support.history.rows import Recv
from support.running.scene import Scene


class Figures:
    """The figures of one scene. To be asked by one thread at a time, any one."""

    def __init__(self, scene: Scene) -> None:
        """Nothing was counted yet."""
        self._scene = scene
        self._cursor = 0
        self._heard = 0

    def __call__(self) -> dict[str, float]:
        """The figures now."""
        scene = self._scene
        cursor = scene.history.cursor()
        rows = scene.history.of(Recv, self._cursor, event=True)
        self._heard += sum(row.i < cursor and not row.marker for row in rows)
        self._cursor = cursor
        people = list(scene.actors.values())
        sessions = [session for actor in people for session in list(actor.sessions.values())]
        told: dict[str, float] = {
            "people": len(people),
            "sockets": sum(one.is_open for one in sessions),
            "events": self._heard,
        }
        timed = [one for one in list(scene.timings) if one.budget == "delivery"]
        if timed:
            told |= {
                "measured": sum(one.deliveries for one in timed),
                "slowest": max(one.worst_ms for one in timed),
                "budget": timed[-1].budget_ms,
            }
        return told
