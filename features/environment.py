"""Hooks of the suite; what they do stands in lockstep.running.hooks."""

from lockstep.running.hooks import after_all, after_scenario, before_all, before_scenario, before_step

__all__ = ["after_all", "after_scenario", "before_all", "before_scenario", "before_step"]
