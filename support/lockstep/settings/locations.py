"""Where Lockstep's own files are: the package, the included suite, and the checkout that may contain them.

A wheel holds the suite's features, steps and fixtures as `lockstep/suite/`. In a checkout, where the package is
installed editable, they are the folder `features/` beside `support/`.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
"""The folder of the package `lockstep`."""


def checkout() -> Path | None:
    """The root of the checkout that contains the package; None if the package was installed."""
    root = PACKAGE.parents[1]
    return root if PACKAGE.parent.name == "support" and (root / "features" / "environment.py").is_file() else None


def suite_folder() -> Path:
    """The folder with the suite's features, steps, hooks and fixtures. Raises FileNotFoundError, with a sentence, if
    the package does not contain them."""
    packaged, root = PACKAGE / "suite", checkout()
    if packaged.is_dir():
        return packaged
    if root is not None:
        return root / "features"
    raise FileNotFoundError(
        f"{packaged} is missing, so the suite cannot be run: install Lockstep again from its wheel or its checkout"
    )


def home() -> Path:
    """The base for paths of Lockstep's own files: the checkout, or the folder that contains the package."""
    return checkout() or PACKAGE.parent
