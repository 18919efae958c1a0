"""The messages between a worker and the process that started it, over a pipe.

A worker asks for a scenario with `Free` and gets its number in the list that both have, or None: there is no other.
Signals wait while a message is sent, because an incomplete message would corrupt all later ones.
"""

import signal
import threading
from multiprocessing.connection import Connection
from typing import Any

import msgspec

from lockstep.reporting.results import Problem, ScenarioResult
from lockstep.running.signals import SIGNALS


class Free(msgspec.Struct, frozen=True):
    """Give me a scenario."""


class Said(msgspec.Struct, frozen=True):
    """A line for the console."""

    line: str


class Concluded(msgspec.Struct, frozen=True):
    """The result of an attempt at the scenario that I was given."""

    result: ScenarioResult


class Told(msgspec.Struct, frozen=True):
    """An event of the run, for its stream."""

    type: str
    facts: dict[str, Any]


class Ending(msgspec.Struct, frozen=True):
    """I begin no other scenario: why the run must stop (`stopped`), or why the rest is left out (`rest`)."""

    stopped: str
    rest: str


class Over(msgspec.Struct, frozen=True):
    """I have closed everything; the errors outside any scenario."""

    problems: list[Problem]
    stopped: str


Message = Free | Said | Told | Concluded | Ending | Over


class OrphanedError(OSError):
    """The run that this worker belonged to is gone; one sentence for the user."""

    def __init__(self) -> None:
        super().__init__("the run that this worker belonged to is gone")


class Channel:
    """A worker's end of the pipe."""

    def __init__(self, connection: Connection) -> None:
        """The connection belongs to the worker alone."""
        self._connection = connection
        self._sending = threading.Lock()

    def send(self, message: Message) -> None:
        """Send it, from any thread. Raises OrphanedError when the other process is gone."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            with self._sending:
                self._connection.send(message)
        except OSError as error:
            raise OrphanedError from error
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def scenario(self) -> int | None:
        """Ask for a scenario and wait for it. Raises OrphanedError when the other process is gone."""
        self.send(Free())
        try:
            number: int | None = self._connection.recv()
        except (EOFError, OSError) as error:
            raise OrphanedError from error
        return number
