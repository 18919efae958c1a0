"""Leases of what only one scenario may use at a time: given accounts and companies.

Workers and runs on this machine respect each other's leases, which are locks on files in the folder for temporary
files. A lease ends with its process at the latest, however that ends; only one that was killed leaves an empty file.
"""

import fcntl
import hashlib
import os
import tempfile
from pathlib import Path


class Leases:
    """The leases of one target, of what belongs to one backend."""

    def __init__(self, backend: str) -> None:
        """`backend` is its address."""
        self._backend = backend.rstrip("/")
        self._held: dict[str, int] = {}

    def take(self, name: str) -> bool:
        """Take the lease; false where another target has it. It is as good to have it already. Raises OSError."""
        if name in self._held:
            return True
        path = self._path(name)
        while True:
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(file)
                return False
            if _is_at(file, path):
                self._held[name] = file
                return True
            os.close(file)  # its last holder removed it in between

    def give_back(self, name: str) -> None:
        """End the lease, if it is held."""
        if (file := self._held.pop(name, None)) is not None:
            self._path(name).unlink(missing_ok=True)
            os.close(file)

    def close(self) -> None:
        """End all."""
        for name in list(self._held):
            self.give_back(name)

    def _path(self, name: str) -> Path:
        digest = hashlib.sha256(f"{self._backend}\n{name}".encode()).hexdigest()[:24]
        return Path(tempfile.gettempdir(), f"lockstep-lease-{digest}")


def _is_at(file: int, path: Path) -> bool:
    """Whether this open file is the one that others find at the path."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False
