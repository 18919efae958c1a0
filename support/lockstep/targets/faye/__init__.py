"""Faye, a Bayeux server: topics subscribed to by command, ids chosen by the publisher, resuming by client id."""

from lockstep.targets.faye.adapter import FayeTarget

__all__ = ["FayeTarget"]
