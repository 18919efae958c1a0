"""The suite's hooks come with Lockstep's runner; this makes sure that it runs."""

import lockstep.running.environment  # noqa: F401 - the import is the check
