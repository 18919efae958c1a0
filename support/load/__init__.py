"""The load engine: many virtual users against any target, measured from due times, judged by the same promises.

`run(plan)` lets a generator process of its own carry a `Plan` out and returns a `LoadResult`.
"""

from support.load.crowd import Crowd, assemble
from support.load.plan import Absence, Pause, Plan, Room, Shape
from support.load.result import LoadResult
from support.load.run import LoadError, run

__all__ = ["Absence", "Crowd", "LoadError", "LoadResult", "Pause", "Plan", "Room", "Shape", "assemble", "run"]
