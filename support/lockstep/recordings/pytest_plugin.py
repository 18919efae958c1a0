"""The pytest plugin: `lockstep_people` records what a test's people do, and judges it when the test is over.

The target is chosen by `--lockstep-target`, else by the ini option `lockstep_target`, else by the settings of the
suite (`lockstep.toml`, environment), by default the embedded reference backend. It is started once for all tests that
ask for it. A test fails when a property is violated or unknown, or when something is left behind. Nothing of the
suite is imported before a test asks for a fixture.
"""

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lockstep.recordings.opening import OpenTarget
    from lockstep.recordings.recording import Recording

_FAILED = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the target be chosen."""
    told = "the target of lockstep_people: a name such as reference, or the file of an adapter"
    parser.getgroup("lockstep").addoption("--lockstep-target", metavar="TARGET", default=None, help=told)
    parser.addini("lockstep_target", told, default="")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Remember whether the test itself failed: then it is not judged on top."""
    report = yield
    if call.when == "call":
        item.stash[_FAILED] = call.excinfo is not None
    return report


@pytest.fixture(scope="session")
def lockstep_target(pytestconfig: pytest.Config) -> "Iterator[OpenTarget]":
    """The target, started or reached once for the whole run of pytest."""
    import os  # noqa: PLC0415

    from lockstep.recordings.opening import opened  # noqa: PLC0415
    from lockstep.settings import load  # noqa: PLC0415

    settings = load(os.environ, {})
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):  # each has files of its own
        settings = settings.model_copy(update={"reports": settings.reports / worker})
    chosen = pytestconfig.getoption("--lockstep-target") or pytestconfig.getini("lockstep_target") or None
    with opened(chosen, settings) as target:
        yield target


@pytest.fixture
def lockstep_people(request: pytest.FixtureRequest, lockstep_target: "OpenTarget") -> "Iterator[Recording]":
    """The people of this test. After the test it settles and judges, unless the test itself failed, and cleans up."""
    title = f"{request.node.name} {hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:8]}"
    with lockstep_target.recording(title) as people:
        yield people
        if not request.node.stash.get(_FAILED, False):
            people.assert_held()
