"""The one place that reads configuration.

`load` gives the effective `Settings` or raises a `SettingsError` that says everything wrong with them at once.
`lockstep settings` prints them without secrets; with `--table`, the table that stands in the README.
"""

from lockstep.settings.loading import SettingsError, load
from lockstep.settings.model import Settings

__all__ = ["Settings", "SettingsError", "load"]
