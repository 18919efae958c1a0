"""The one place that reads configuration.

`load` gives the effective `Settings` or raises a `SettingsError` that says everything wrong with them at once.
`python -m support.settings` prints them without secrets; with `--table`, the table that stands in the README.
"""

from support.settings.loading import SettingsError, load
from support.settings.model import Settings

__all__ = ["Settings", "SettingsError", "load"]
