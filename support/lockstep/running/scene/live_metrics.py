"""A scene in figures, for live views: people in it, open sockets, events received, times of deliveries.

`people` and `sockets` are current numbers, `events` counts the events received so far without the suite's own
markers. `measured` is how many of these have an answered cause, `median` and `slowest` say how long after its answer
they arrived (ms; 0: before it), `budget` is that of deliveries. Events that name no cause are not timed, nor are
missed events delivered to a later connection.
"""

from statistics import median

from lockstep.history.rows import Ok, Open, Recv
from lockstep.running.scene.scene import Scene

MS = 1_000_000


class LiveMetrics:
    """The figures of one scene. May be read by any thread, one at a time."""

    def __init__(self, scene: Scene) -> None:
        """Nothing has been counted yet."""
        self._scene = scene
        self._cursor = 0
        self._received = 0
        self._answered: dict[str, int] = {}
        self._early: dict[str, list[Recv]] = {}
        self._opened: dict[str | None, int] = {}
        self._took: list[float] = []

    def __call__(self) -> dict[str, float]:
        """The current figures."""
        scene = self._scene
        rows = scene.history.rows()[self._cursor :]
        self._cursor += len(rows)
        for row in rows:
            match row:
                case Recv(event=True, marker=False):
                    self._received += 1
                    self._time(row)
                case Ok(marker=False):
                    self._answered.setdefault(row.w, row.t)
                    for early in self._early.pop(row.w, []):
                        self._time(early)
                case Open(phase="requested"):
                    self._opened[row.conn] = row.t
        people = list(scene.actors.values())
        sessions = [session for actor in people for session in list(actor.sessions.values())]
        sockets = sum(one.is_open for one in sessions)
        told: dict[str, float] = {"people": len(people), "sockets": sockets, "events": self._received}
        if self._took:
            told |= {
                "measured": len(self._took),
                "median": round(median(self._took), 3),
                "slowest": round(max(self._took), 3),
                "budget": scene.budgets.delivery_budget_ms,
            }
        return told

    def _time(self, row: Recv) -> None:
        if row.cause is None:
            return
        answered = self._answered.get(row.cause)
        if answered is None:
            self._early.setdefault(row.cause, []).append(row)
        elif self._opened.get(row.conn, 0) < answered:
            self._took.append(max(0.0, (row.t - answered) / MS))
