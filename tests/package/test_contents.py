"""What the wheel holds: the package with its data, the suite beside it, and nothing of the tests."""

import zipfile

from tests.package.built import Built
from tests.quality.tree import FEATURES, PACKAGE


def test_the_whole_package_and_the_whole_suite_are_in_the_wheel(built: Built) -> None:
    for folder, inside in ((PACKAGE, "lockstep"), (FEATURES, "lockstep/suite")):
        files = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        expected = {f"{inside}/{path.relative_to(folder).as_posix()}" for path in files}
        assert expected - set(built.names) == set()
    assert {"lockstep/py.typed", "lockstep/suite/environment.py", "lockstep/suite/fixtures/people.toml"} <= set(
        built.names
    )
    assert any(name.endswith(".html") for name in built.names)


def test_nothing_else_is_in_it(built: Built) -> None:
    assert {name.partition("/")[0] for name in built.names if ".dist-info/" not in name} == {"lockstep"}
    assert [
        name for name in built.names if ("/test_" in name and "/templates/" not in name) or "__pycache__" in name
    ] == []


def test_the_wheel_from_the_source_distribution_holds_the_same(built: Built) -> None:
    assert sorted(built.names) == sorted(zipfile.ZipFile(built.from_source).namelist())
