"""A project with one feature: a folder in which behave runs an added scenario, with only the suite's own steps.

    pyproject.toml, lockstep.toml          those of the project
    features/environment.py, steps, fixtures   those of the project
    features/added/COMPANY/CATEGORY.feature    the added scenario

The project's files are linked, so that ids, reports and settings are the same as in the project, and no uploaded text
is ever in a place from which code is loaded. Errors: OSError.
"""

import os
from pathlib import Path

_SHARED = ("pyproject.toml", "lockstep.toml", "features/environment.py", "features/steps", "features/fixtures")


def path_of(company_id: str, category: str) -> str:
    """The path of the feature file of an added scenario, below the root."""
    return f"features/added/{company_id}/{category}.feature"


def lay(project: Path, folder: Path, path: str, gherkin: str) -> Path:
    """Set the folder up as such a project, with this Gherkin at this path; returns the absolute folder."""
    root = folder.resolve()
    file = Path(os.path.normpath(root / path))
    if not file.is_relative_to(root / "features" / "added"):
        raise ValueError(f"{path} is not the path of an added scenario")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(gherkin, encoding="utf-8")
    for name in _SHARED:
        own = project.resolve() / name
        if own.exists() and not (root / name).is_symlink():
            (root / name).symlink_to(own)
    return root
