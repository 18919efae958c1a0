"""The adapter of the reference backend, embedded or running elsewhere."""

from lockstep.targets.reference.adapter import ReferenceTarget

__all__ = ["ReferenceTarget"]
