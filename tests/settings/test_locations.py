"""Where Lockstep's own files lie, in a checkout and where the package was installed."""

from pathlib import Path

import pytest
from lockstep.settings import locations
from lockstep.settings.locations import PACKAGE, checkout, home, suite_folder

from tests.quality.tree import ROOT


def installed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    package = folder / "site-packages" / "lockstep"
    package.mkdir(parents=True)
    monkeypatch.setattr(locations, "PACKAGE", package)
    return package


def test_in_a_checkout_the_suite_is_the_folder_of_features() -> None:
    assert ROOT / "support" / "lockstep" == PACKAGE
    assert checkout() == home() == ROOT
    assert suite_folder() == ROOT / "features"


def test_an_installed_package_brings_the_suite_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = installed(tmp_path, monkeypatch)
    (package / "suite").mkdir()
    assert checkout() is None
    assert (suite_folder(), home()) == (package / "suite", package.parent)


def test_a_package_without_its_suite_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, monkeypatch)
    with pytest.raises(FileNotFoundError, match="install Lockstep again"):
        suite_folder()
