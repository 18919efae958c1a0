"""A checkout and environments of a reader's own, made of what is here: nothing is fetched.

The packages are links to those of the environment that this runs in, without Lockstep itself. The checkout has its
`.venv` with Lockstep in it, so that its scripts find theirs made; `beside` is one without Lockstep, into which a page
can install it.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from evidence.docs.pages import ROOT

INSTALLED = Path(sysconfig.get_path("purelib"))
_NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".benchmarks", ".hypothesis", "__pycache__", "*_cache", "node_modules", "*.db", "*.db-*"
)
_COMMAND = """#!{python}
import sys
from importlib.metadata import entry_points

(command,) = entry_points(group="console_scripts", name="{name}")
sys.exit(command.load()())
"""


def checkout(folder: Path) -> Path:
    """A copy of this checkout, without what runs left in it, and with its environment."""
    made = folder.resolve()
    shutil.copytree(ROOT, made, ignore=_without_leftovers)
    environment(made / ".venv", made / "support")
    script = _module(made / "scripts" / "make_environment.py")
    script.STAMP.write_text(script.stamp(), encoding="utf-8")
    return made


def environment(folder: Path, lockstep: Path | None = None) -> Path:
    """A virtual environment with the packages of this one, and Lockstep where its source is named."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    for path in INSTALLED.iterdir():
        if "lockstep" not in path.name.lower() and path.name != "__pycache__":
            (packages / path.name).symlink_to(path)
    if lockstep:
        (packages / "lockstep_source.pth").write_text(f"{lockstep}\n", encoding="utf-8")
        for path in INSTALLED.glob("lockstep_acceptance-*.dist-info"):
            (packages / path.name).symlink_to(path)
    for command in entry_points(group="console_scripts"):
        if lockstep or command.name != "lockstep":
            path = folder / "bin" / command.name
            path.write_text(_COMMAND.format(python=folder / "bin" / "python", name=command.name), encoding="utf-8")
            path.chmod(0o755)
    return folder


def variables(home: Path, *environments: Path) -> dict[str, str]:
    """The variables of a reader's shell: the commands of these environments come first, pip fetches nothing, and the
    machine may be busy, so that times are only reported and loads are as small as in CI."""
    return {
        "PATH": os.pathsep.join([*(str(one / "bin") for one in environments), os.environ["PATH"]]),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "LOCKSTEP_BUDGETS": "report",
        "LOCKSTEP_DURATION": "2",
        "LOCKSTEP_USERS": "40",
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
    }


def _without_leftovers(folder: str, names: list[str]) -> set[str]:
    """What of a folder is not copied."""
    left = {name for name in names if name != "README.md"} if Path(folder) == ROOT / "reports" else set()
    return left | set(_NOT_COPIED(folder, names))


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
