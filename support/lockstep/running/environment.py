"""For `features/environment.py`: `import lockstep.running.environment` makes sure that Lockstep's runner runs it.

The runner calls Lockstep's hooks around those that the file defines. Under behave's own runner nothing would be
recorded or judged, so the import ends the run with code 2 and a sentence.
"""

import sys

from lockstep.running.active_runner import is_active

if not is_active():
    sys.stderr.write(
        "error: these features need Lockstep's runner: run them with `lockstep run`, or with behave in the folder"
        " whose settings name it, runner = lockstep.running.runner:LockstepRunner\n"
    )
    raise SystemExit(2)
