"""A private Faye server: a few lines of node (`server.mjs`), with Faye in the version of `package-lock.json`."""

from pathlib import Path

from lockstep.targets.node_process import NodeProcess


class FayeProcess(NodeProcess):
    """One Faye server."""

    def __init__(self, log: Path, cache: Path | None = None) -> None:
        """Nothing is started. `log` receives the server's output; `cache` is where Faye is installed."""
        super().__init__("faye", "Faye", Path(__file__).parent, log, cache)
