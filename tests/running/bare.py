"""Lockstep's runner without its own hooks and final step: for projects that bring hooks and steps of their own."""

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from lockstep.running.hook_chain import Hook
from lockstep.running.runner import LockstepRunner


class BareRunner(LockstepRunner):
    """The runner with nothing but what the project has."""

    own_hooks: ClassVar[Mapping[str, Hook]] = {}

    def _load_vocabulary(self, folder: Path) -> None:
        """There is none."""
