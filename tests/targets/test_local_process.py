"""What a scenario may do to a backend's process is what the process offers."""

from pathlib import Path

from lockstep.targets.local_process import LocalProcess
from lockstep.targets.process import BackendProcess


def test_a_backends_process_is_one(tmp_path: Path) -> None:
    made: LocalProcess = BackendProcess(["true"], tmp_path / "log")
    assert made.database is None
    assert made.pid is None
