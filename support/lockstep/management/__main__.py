"""The service as a process that the suite starts: `python -m lockstep.management --port N [options]`.

People start it with `lockstep serve`. The arguments are those of `settings.py`. Start it in the project's folder. It
prints one line on stdout, `ready` with the addresses, and its log in JSON lines on stderr. Exit codes: 0 ended by
SIGTERM or SIGINT; 2 bad arguments or settings, port in use, unusable database, the extra `service` not installed: one
sentence on stderr.
"""

import os
import sys
from pathlib import Path

from lockstep.serving.extras import require

if __name__ == "__main__":
    require("service", "python -m lockstep.management")

from lockstep.management.service import run
from lockstep.management.settings import read_settings
from lockstep.serving.server import ServingError
from lockstep.settings import SettingsError
from lockstep.store import StoreError


def main(arguments: list[str]) -> int:
    """Run until a signal; returns the exit code."""
    try:
        run(read_settings(arguments, os.environ, Path.cwd()))
    except (SettingsError, StoreError, ServingError, OSError) as error:
        sys.stderr.write(f"python -m lockstep.management: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
