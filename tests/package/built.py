"""The project's wheel, built by way of its source distribution, and environments that it is installed in.

Nothing is fetched. The packages that Lockstep needs are those of the environment that runs the tests: an environment
has its own `site-packages`, which come first, and in them a line that leads to the others. `bare` leads only to
what the core dependencies ask for, so that no extra is installed there.
"""

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from tests.quality.tree import ROOT

NAME = "lockstep-acceptance"
INSTALLED = Path(sysconfig.get_path("purelib"))
LIMIT_S = 500


def run(*command: str | Path, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command without this environment's own settings and paths."""
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"}
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


def done(*command: str | Path, folder: Path = ROOT) -> None:
    """Run a command that has to succeed."""
    ran = run(*command, folder=folder)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@dataclass(frozen=True)
class Built:
    """A wheel made from the checkout, and one made from the source distribution."""

    wheel: Path
    from_source: Path

    @cached_property
    def names(self) -> list[str]:
        """What the wheel holds."""
        return zipfile.ZipFile(self.wheel).namelist()


def build(folder: Path) -> Built:
    """Build the source distribution and both wheels into `folder`."""
    done(sys.executable, "-m", "hatchling", "build", "-d", folder / "dist")
    (source,) = (folder / "dist").glob("*.tar.gz")
    with tarfile.open(source) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    done(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "again", folder=unpacked)
    (wheel,), (again,) = (folder / "dist").glob("*.whl"), (folder / "again").glob("*.whl")
    return Built(wheel, again)


@dataclass(frozen=True)
class Environment:
    """A virtual environment with the wheel in it."""

    folder: Path

    @property
    def site_packages(self) -> Path:
        (found,) = self.folder.glob("lib/python*/site-packages")
        return found

    @property
    def package(self) -> Path:
        return self.site_packages / "lockstep"

    def lockstep(self, folder: Path, *arguments: str) -> "Ran":
        """Call the installed command in a folder."""
        ran = run(self.folder / "bin" / "lockstep", *arguments, folder=folder)
        return Ran(ran.returncode, ran.stdout, ran.stderr, folder / "reports")

    def files(self) -> set[Path]:
        """What lies in the package, byte code aside."""
        return {path for path in self.package.rglob("*") if "__pycache__" not in path.parts}


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    code: int
    out: str
    err: str
    reports: Path

    def came_to(self, code: int) -> None:
        """The exit code is this, and nothing was left unexplained."""
        assert self.code == code, self.out + self.err
        assert "Traceback" not in self.out + self.err

    @property
    def scenarios(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads((self.reports / "summary.json").read_text("utf-8"))["scenarios"]
        return found


def install(wheel: Path, folder: Path, others: Path) -> Environment:
    """A new environment with the wheel, which finds all other packages in the folder `others`."""
    done(sys.executable, "-m", "venv", "--without-pip", folder)
    made = Environment(folder)
    python = folder / "bin" / "python"
    done(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-index", "--no-deps", wheel)
    (made.site_packages / "others.pth").write_text(f"{others}\n", "utf-8")
    return made


def core_packages(folder: Path) -> Path:
    """Fill a folder with links to what the core dependencies need, and nothing else."""
    folder.mkdir()
    for one in _closure():
        for top in {file.parts[0] for file in one.files or [] if file.parts[0] not in {"..", "__pycache__"}}:
            link = folder / top
            if not link.exists():
                link.symlink_to(Path(str(one.locate_file(top))))
    return folder


def _closure() -> list[Distribution]:
    found: dict[str, Distribution] = {}
    pending = [(NAME, "")]
    seen = set(pending)
    while pending:
        name, extra = pending.pop()
        one = found.setdefault(name, distribution(name))
        asked = [Requirement(line) for line in _asked(one)]
        wanted = [line for line in asked if line.marker is None or line.marker.evaluate({"extra": extra})]
        new = {(line.name, each) for line in wanted for each in ("", *line.extras)} - seen
        seen |= new
        pending += new
    return [one for name, one in found.items() if name != NAME]


def _asked(one: Distribution) -> list[str]:
    """What a distribution asks for; of Lockstep itself what `pyproject.toml` says now."""
    if one.name != NAME:
        return one.requires or []
    lines: list[str] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    return lines
