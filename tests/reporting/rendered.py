"""Allure 3 itself, as npm has it: what its page makes of a folder of results.

Installed once, into a folder of the Python environment named after its version. Where npm is missing, tests that need
it are skipped; in CI they are not, and fail there.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

VERSION = "3.18.0"
_FLAGS = ("--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
_LIMIT_S = 500

needs_npm = pytest.mark.skipif(
    not (shutil.which("node") and shutil.which("npm")) and os.environ.get("CI") != "true",
    reason="Allure's report is rendered by Node.js with npm (apt-get install nodejs npm), which are not here",
)


def rendered(results: Path, out: Path) -> dict[str, Any]:
    """The page of these results, written to `out`: its own summary, with `stats` and what it counts as retried."""
    _call([str(_allure()), "generate", "--cwd", str(out.parent), "--output", str(out), str(results)])
    found: dict[str, Any] = json.loads((out / "summary.json").read_text("utf-8"))
    return found


def shown_tests(out: Path) -> list[dict[str, Any]]:
    """The tests that the page shows, each with its retries, by name."""
    found = [json.loads(path.read_text("utf-8")) for path in (out / "data" / "test-results").glob("*.json")]
    return sorted((one for one in found if not one["isRetry"]), key=lambda one: str(one["name"]))


def _allure() -> Path:
    """Allure's command, after installing it if need be."""
    folder = Path(sys.prefix) / "lockstep-allure" / VERSION
    command = folder / "node_modules" / ".bin" / "allure"
    if not command.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix="new-", dir=folder.parent))
        try:
            _call(["npm", "install", "--prefix", str(new), *_FLAGS, f"allure@{VERSION}"])
            new.rename(folder)
        except OSError:
            if not command.exists():  # nobody else was faster
                raise
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return command


def _call(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_LIMIT_S)
    assert done.returncode == 0, done.stdout + done.stderr
