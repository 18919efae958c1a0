"""Commands to a running relay: lines on its standard input, each answered by one line on its standard output.

    {"begin": "half-open", "options": {"who": "Ben", "on": "socket"}}   ->  answer {"fault": 1}
    {"end": 1}                                                          ->  answer {"evidence": "...", "delay_ms": 0}

A command that fails is answered with `answer {"error": "one sentence"}`. Empty lines are ignored.
"""

from typing import Any

import msgspec

from lockstep.relay.errors import RelayError
from lockstep.relay.faults.active import Active

ANSWER = b"answer "


class Command(msgspec.Struct, forbid_unknown_fields=True):
    """One line."""

    begin: str | None = None
    options: dict[str, Any] = {}
    end: int | None = None


class Control:
    """Accepts bytes as they arrive and returns the answers to the lines that are complete."""

    def __init__(self, faults: Active) -> None:
        """No command has arrived."""
        self._faults = faults
        self._rest = b""

    def feed(self, data: bytes) -> bytes:
        """The answers to the lines that `data` completes."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        return b"".join(ANSWER + msgspec.json.encode(self._obey(line)) + b"\n" for line in lines if line.strip())

    def _obey(self, line: bytes) -> dict[str, Any]:
        try:
            command = msgspec.json.decode(line, type=Command)
            if command.begin is not None:
                return {"fault": self._faults.begin(command.begin, command.options)}
            if command.end is not None:
                return self._faults.end(command.end)
        except (ValueError, RecursionError, RelayError) as error:
            return {"error": str(error)}
        return {"error": "a line must name a fault to begin or to end"}
