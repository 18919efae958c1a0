"""Running pytest with the plugin in a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

PLUGIN = (
    "-p",
    "no:lockstep",
    "-p",
    "lockstep.recordings.pytest_plugin",
    "-p",
    "no:randomly",
    "-p",
    "no:cacheprovider",
)


def pytest_in(
    folder: Path, tests: str, *arguments: str, plugin: tuple[str, ...] = PLUGIN, **environ: str
) -> subprocess.CompletedProcess[str]:
    """What pytest said of these tests; the plugin is loaded by name, whether or not the package is installed."""
    (folder / "test_people.py").write_text(tests, encoding="utf-8")
    (folder / "pytest.ini").touch()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("LOCKSTEP_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-W", "error", *plugin, *arguments, "test_people.py"],
        cwd=folder,
        env=inherited | environ,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
