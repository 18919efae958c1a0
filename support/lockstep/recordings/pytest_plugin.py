"""The pytest plugin: `lockstep_people` records the actions of a test's people, and judges them when the test is over.

The target is chosen by `--lockstep-target`, else by the ini option `lockstep_target`, else by the settings of the
suite (`lockstep.toml`, environment), by default the reference backend. It is started once for all tests that
ask for it. A test fails when a property is violated or unknown, or when something is left behind. Nothing of the
suite is imported before a test asks for a fixture.
"""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from lockstep.recordings.opening import OpenTarget
    from lockstep.recordings.recording import Recording


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that choose the target."""
    told = "the target of lockstep_people: a name such as reference, or the file of an adapter"
    parser.getgroup("lockstep").addoption("--lockstep-target", metavar="TARGET", default=None, help=told)
    parser.addini("lockstep_target", told, default="")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Judge the recording, unless the test itself failed: then its own failure is reported."""
    yield
    people: Recording | None = getattr(item, "funcargs", {}).get("lockstep_people")
    if people is not None:
        from lockstep.recordings.outcome import NotHeldError  # noqa: PLC0415

        try:
            people.assert_held()
        except NotHeldError as error:
            pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def lockstep_target(pytestconfig: pytest.Config) -> "Iterator[OpenTarget]":
    """The target, started or reached once for the whole run of pytest."""
    import os  # noqa: PLC0415

    from lockstep.recordings.opening import opened  # noqa: PLC0415
    from lockstep.settings import SettingsError, load  # noqa: PLC0415
    from lockstep.targets.base import TargetFaultError  # noqa: PLC0415

    try:
        settings = load(os.environ, {})
    except SettingsError as error:
        pytest.fail(str(error), pytrace=False)
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):  # each has its own files
        settings = settings.model_copy(update={"reports": settings.reports / worker})
    chosen = pytestconfig.getoption("--lockstep-target") or pytestconfig.getini("lockstep_target") or None
    with ExitStack() as stack:
        try:
            target = stack.enter_context(opened(chosen, settings))
        except TargetFaultError as error:
            pytest.fail(str(error), pytrace=False)
        yield target


@pytest.fixture
def lockstep_people(request: pytest.FixtureRequest, lockstep_target: "OpenTarget") -> "Iterator[Recording]":
    """The people of this test. When the test is over they settle and are judged, unless the test
    itself failed; then everything is closed and removed. Its history replaces that of an earlier run."""
    from lockstep.recordings.opening import slug  # noqa: PLC0415

    name, unique = request.node.name, hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:8]
    history = lockstep_target.history_folder / f"{slug(name)}-{unique}.jsonl"
    with lockstep_target.recording(f"{name} {unique}", history) as people:
        yield people
