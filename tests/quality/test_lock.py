"""The lock: every package that the project asks for is pinned in it, by version and hash, and no address is."""

import re
import tomllib

from packaging.requirements import Requirement

from tests.quality.tree import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def pinned() -> dict[str, str]:
    found = re.findall(r"^([a-z0-9._-]+)==([^\s;]+)[^\n]*\\\n\s+--hash=sha256:[0-9a-f]{64}", LOCK, flags=re.MULTILINE)
    return {plain(package): version for package, version in found}


def plain(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def test_everything_asked_for_is_pinned_at_a_version_that_fits() -> None:
    every = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    others = [one for group in every for one in map(Requirement, group) if one.name != PROJECT["name"]]
    for asked in others:
        assert plain(asked.name) in pinned(), f"{asked.name} is not in requirements.lock"
        assert asked.specifier.contains(pinned()[plain(asked.name)]), str(asked)


def test_what_httpcore_looks_for_in_every_request_is_asked_for() -> None:
    assert "sniffio" in {Requirement(one).name for one in PROJECT["dependencies"]}


def test_every_line_is_a_pin_or_a_hash() -> None:
    lines = [line for line in LOCK.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert [line for line in lines if not re.match(r"[a-z0-9._-]+==|    --hash=sha256:", line)] == []
    assert len(pinned()) == len([line for line in lines if not line.startswith(" ")])


def test_it_holds_no_address() -> None:
    assert "://" not in LOCK
    assert "index-url" not in LOCK
