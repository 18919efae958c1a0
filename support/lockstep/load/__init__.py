"""The load engine: many virtual users against any target, measured from due times, judged by the same promises.

`run(plan)` lets generators, processes of their own, carry a `Plan` out and returns a `LoadResult`.
"""

from support.load.concluding import LoadError
from support.load.crowd import Crowd, assemble
from support.load.plan import Absence, Outage, Pause, Plan, Room, Shape
from support.load.result import LoadResult
from support.load.run import run

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
