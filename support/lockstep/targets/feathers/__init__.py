"""Feathers 5 with REST and Socket.IO, as a target."""

from lockstep.targets.feathers.adapter import FeathersTarget

__all__ = ["FeathersTarget"]
