"""The signals that end or limit a run: they wait while something must not be interrupted halfway."""

import signal

SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGALRM})
