"""Faye, a Bayeux server: topics subscribed to by command, ids chosen by who publishes, resuming by client."""

from lockstep.targets.faye.adapter import FayeTarget

__all__ = ["FayeTarget"]
