"""The one place that reads configuration.

`load` returns the effective `Settings` or raises a `SettingsError` that reports all mistakes at once. `lockstep
settings` prints them without secrets; with `--table`, the table in docs/settings.md.
"""

from lockstep.settings.loading import SettingsError, load
from lockstep.settings.model import Settings

__all__ = ["Settings", "SettingsError", "load"]
