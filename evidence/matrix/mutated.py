"""The adapter of a mutant: the reference backend's, which starts the mutant wherever it would start the backend.

`adapter_file` writes a file for `-D target=FILE`, so that each worker of a run, and each scenario that needs a
backend with settings of its own, gets the mutant. Nothing in the suite knows of it.
"""

import os
import sys
from pathlib import Path
from typing import ClassVar

from lockstep.clients.api import tls_context
from lockstep.targets.base import Target
from lockstep.targets.reference import ReferenceTarget

_FILE = '''"""The reference backend with the mistake of the mutant {mutant}."""

from pathlib import Path

from evidence.matrix.mutated import MutantTarget


class ThisMutant(MutantTarget):
    mutant = {mutant!r}
    folder = Path(__file__).parent
'''


class MutantTarget(ReferenceTarget):
    """The reference backend as this mutant; logs go to `folder`, one for each backend that is started."""

    mutant: ClassVar[str]
    folder: ClassVar[Path]

    def __init__(self, **settings: str) -> None:
        """`settings` are the backend's."""
        told = "-".join(["backend", str(os.getpid()), *(f"{key}={value}" for key, value in settings.items())])
        super().__init__("", "", tls=tls_context(), log=self.folder / f"{told}.log", **settings)

    def _command(self, port: int) -> list[str]:
        python, safe, option, backend, *rest = super()._command(port)
        if (python, safe, option, backend) != (sys.executable, "-P", "-m", "lockstep.reference"):
            raise RuntimeError(f"the backend is started as {backend!r} now: tell evidence/matrix/mutated.py how")
        return [python, option, "evidence.mutants", self.mutant, *rest]

    def variant(self, **settings: str) -> Target:
        """The same mutant with settings of its own."""
        return type(self)(**settings)


def adapter_file(mutant: str, folder: Path) -> Path:
    """The file of the adapter of this mutant, written to the folder."""
    path = folder / "adapter.py"
    path.write_text(_FILE.format(mutant=mutant), encoding="utf-8")
    return path
