"""A recording: people act against a target in plain Python, and every property is judged on the history.

`lockstep.recording(...)` and the pytest fixture return a `Recording`. It ends when it is judged, or when its block is
left: it settles, so that absence can be judged, and no further actions are possible. The history remains as a file.
"""

from pathlib import Path

from lockstep.checks.judge import judge as judge_rows
from lockstep.checks.verdicts import Verdict
from lockstep.history.history import History
from lockstep.history.journal import read
from lockstep.recordings.attempt import HOME, Attempt
from lockstep.recordings.outcome import NotHeldError, held
from lockstep.recordings.person import Person


class Recording:
    """One recording."""

    def __init__(self, attempt: Attempt, history_path: Path) -> None:
        """No one is enrolled yet; the history is written to `history_path`."""
        self.history_path = history_path
        self._attempt = attempt
        self._people: dict[str, Person] = {}
        self._ended = False

    @property
    def history(self) -> History:
        """The history so far."""
        return self._attempt.history

    def enrol(self, name: str, company: str = HOME) -> Person:
        """Create a person's account, as a colleague of everyone else in this company, which the first person founds.
        A person who already has an account is returned. Raises TargetFaultError."""
        self._refuse_when_ended(f"enrol {name}")
        if name not in self._people:
            self._attempt.enrol(name, company)
            self._people[name] = Person(self._attempt, name, self._refuse_when_ended)
        return self._people[name]

    def open_chatroom(self, name: str, founder: Person, *members: Person) -> None:
        """Open a private chatroom of this name with these people in it. Raises TargetFaultError."""
        self._refuse_when_ended(f'open the chatroom "{name}"')
        self._attempt.open_chatroom(name, founder.name, *(member.name for member in members))

    def admit(self, room: str, founder: Person, member: Person) -> None:
        """Add another person to a chatroom. Raises TargetFaultError."""
        self._refuse_when_ended(f'admit {member.name} to "{room}"')
        self._attempt.admit(room, founder.name, member.name)

    def settle(self) -> None:
        """Wait until everything outstanding has arrived or its deadline has passed, so that absence can be judged."""
        self._refuse_when_ended("settle")
        self._attempt.settle()

    def judge(self) -> list[Verdict]:
        """Settle, end the recording, and return every property's verdict. Judging again returns the same."""
        self.end()
        return self._attempt.judge()

    def assert_held(self) -> None:
        """Judge. Raises NotHeldError (an AssertionError) if a property is violated or unknown."""
        verdicts = self.judge()
        if not held(verdicts):
            raise NotHeldError(verdicts, str(self.history_path))

    def end(self, *, broken: bool = False) -> None:
        """Settle and let everybody read what they may see, unless the recording is `broken`, and write the end; does
        nothing the second time."""
        if self._ended:
            return
        if not broken:
            self._attempt.settle()
            self._attempt.read_everything()
        self._attempt.end("error" if broken else "passed")
        self._ended = True

    def close(self, *, clean_up: bool) -> list[str]:
        """Close every connection, remove everything created if `clean_up`, and close the history's file; a sentence
        for each item that could not be removed."""
        try:
            return self._attempt.clean_up() if clean_up else self._attempt.disconnect()
        finally:
            self._attempt.recorder.close()

    def _refuse_when_ended(self, act: str) -> None:
        if self._ended:
            raise RuntimeError(
                f"the recording has ended, so it is too late to {act}: do it before judging,"
                " or start another recording"
            )


def judge(path: Path | str) -> list[Verdict]:
    """Every property's verdict on a recorded history, from its file alone. Raises UnreadableHistoryError."""
    return judge_rows(read(Path(path)).rows)
