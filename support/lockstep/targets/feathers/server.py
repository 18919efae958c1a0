"""A private Feathers application (`server.mjs`), with Feathers in the versions of `package-lock.json`."""

from pathlib import Path

from lockstep.targets.node_process import NodeProcess


class FeathersProcess(NodeProcess):
    """One Feathers application."""

    def __init__(self, log: Path, cache: Path | None = None) -> None:
        """Nothing is started. `log` receives the server's output; `cache` is where Feathers is installed."""
        super().__init__("feathers", "Feathers", Path(__file__).parent, log, cache)
