"""`python -m lockstep.settings [-D key=value ...] [--table]`: the effective settings, without secrets.

Exit code 0, or 2 with what is wrong on standard error.
"""

import argparse
import os
import sys

from lockstep.settings import SettingsError, load
from lockstep.settings.table import markdown


def main(arguments: list[str]) -> int:
    """Print the settings, or the table of all there are; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m lockstep.settings", description="Print the effective settings.")
    parser.add_argument("-D", dest="define", metavar="key=value", action="append", default=[], help="set a value")
    parser.add_argument("--table", action="store_true", help="print the README's table of settings instead")
    asked = parser.parse_args(arguments)
    if asked.table:
        sys.stdout.write(markdown())
        return 0
    try:
        settings = load(os.environ, {key: value for key, _, value in (item.partition("=") for item in asked.define)})
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for key, value in settings.redacted().items():
        sys.stdout.write(f"{key} = {', '.join(value) if isinstance(value, list) else value}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
