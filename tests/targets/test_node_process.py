"""A server on Node.js of our own: what is missing is named, it is started on the port it says, it is ended."""

import asyncio
from pathlib import Path

import pytest
from lockstep.targets import faye
from lockstep.targets.base import TargetFaultError
from lockstep.targets.node_process import NodeProcess

from tests.targets.programs import program


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def node_process(tmp_path: Path) -> NodeProcess:
    return NodeProcess("faye", "Faye", Path(faye.__file__).parent, tmp_path / "log", tmp_path / "cache")


def test_what_is_missing_is_named_with_the_way_out(bin_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(
        TargetFaultError, match=r"target faye needs Node.js 18 .*install nodejs npm\); node and npm cannot be found"
    ):
        asyncio.run(node_process(tmp_path).start())


def test_it_is_started_on_the_port_it_says_and_ended(bin_folder: Path, tmp_path: Path) -> None:
    program(bin_folder, "npm", "exit 0")
    program(bin_folder, "node", """echo 'ready {"port": 4321}'; exec /bin/sleep 60""")

    async def scenario() -> None:
        one = node_process(tmp_path)
        assert not one.alive()
        assert await one.start() == 4321
        assert one.alive()
        assert one.pid is not None
        await one.stop()
        assert one.pid is None

    asyncio.run(scenario())
