"""nginx with its nchan module: topics in the address, header blocks on the socket, ids in the answer."""

from lockstep.targets.nchan.adapter import NchanTarget

__all__ = ["NchanTarget"]
