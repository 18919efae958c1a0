"""The load engine: many virtual users against any target, measured from due times, judged by the same promises.

`run(plan)` lets generators, processes of their own, carry a `Plan` out and returns a `LoadResult`.
"""

from lockstep.load.distribution.run import run
from lockstep.load.distribution.summary import LoadError
from lockstep.load.plan import Absence, Outage, Pause, Plan, Room, Shape
from lockstep.load.population import Crowd, assemble
from lockstep.load.results.result import LoadResult

__all__ = [
    "Absence",
    "Crowd",
    "LoadError",
    "LoadResult",
    "Outage",
    "Pause",
    "Plan",
    "Room",
    "Shape",
    "assemble",
    "run",
]
