"""The relay as a process: ready line, report, ends by signal and by its standard input, mistakes in a sentence."""

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from lockstep.clients.dialects.registry import DIALECTS

from tests.relay.rig import Backend, End, answer, event, request

RELAY = [sys.executable, "-m", "lockstep.relay"]
pytestmark = pytest.mark.anyio


def files(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "relay: the following arguments are required: --upstream"),
        (["--upstream", "nowhere"], "relay: argument --upstream: 'nowhere' is not HOST:PORT, such as 127.0.0.1:8000"),
        (["--upstream", "a:0"], "relay: argument --upstream: 'a:0' is not HOST:PORT, such as 127.0.0.1:8000"),
        (["--upstream", "a:1", "--listen", "x"], "relay: argument --listen: 'x' is not a port; 0 takes any free one"),
        (
            ["--upstream", "a:1", "--dialect", "jsn"],
            f"relay: no dialect is called 'jsn'; known: {', '.join(sorted(DIALECTS))}",
        ),
        (
            ["--upstream", "a:1", "--plant", "drop:every=0"],
            "relay: plant 'drop:every=0': every=0 is not allowed; every is a whole number from 1",
        ),
        (
            ["--upstream", "a:1", "--report", "/nowhere/at/all.json"],
            "relay: the report /nowhere/at/all.json cannot be written: No such file or directory",
        ),
    ],
)
def test_a_mistake_is_one_sentence_and_code_2(arguments: list[str], sentence: str) -> None:
    done = subprocess.run(
        [*RELAY, *arguments], stdin=subprocess.PIPE, capture_output=True, text=True, check=False, timeout=500
    )
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{sentence}\n")


def test_a_standard_input_that_cannot_end_is_refused() -> None:
    done = subprocess.run(
        [*RELAY, "--upstream", "a:1"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("relay: the relay stops when its standard input closes")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("how", ["stdin", signal.SIGTERM, signal.SIGINT])
async def test_it_ends_in_order_with_its_sockets_closed_and_its_report_written(
    how: str | int, tmp_path: Path
) -> None:
    file = tmp_path / "plant.json"
    one, two = event("chatroom:7", 1, content="private"), event("chatroom:7", 2, content="private")
    async with Backend() as backend:
        process = await asyncio.create_subprocess_exec(
            *RELAY,
            *("--upstream", f"127.0.0.1:{backend.port}", "--plant", "drop", "--report", str(file)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        word, _, told = (await process.stdout.readline()).partition(b" ")
        assert word == b"ready"
        assert json.loads(file.read_text())["effects"] == 0
        client = End(*await asyncio.open_connection("127.0.0.1", json.loads(told)["port"]))
        server = await backend.accept()
        await client.send(request())
        await server.reader.readuntil(b"\r\n\r\n")
        await server.send(answer(), one, two, one)
        assert await client.reader.readexactly(len(answer() + one + one)) == answer() + one + one
        assert json.loads(file.read_text())["effects"] == 1
        assert json.loads(file.read_text())["traffic"]["messages"] < 3
        if how == "stdin":
            process.stdin.write(b"words that mean nothing\n")
            await process.stdin.drain()
            process.stdin.close()
        else:
            process.send_signal(int(how))
        assert (await client.rest(), await server.rest()) == (b"", b"")
        await client.close()
        assert (await process.wait(), await process.stderr.read()) == (0, b"")
        assert (await process.stdout.read()).startswith(b'answer {"error":' if how == "stdin" else b"")
        process.stdin.close()
    report = json.loads(file.read_text())
    assert (report["name"], report["occasions"], report["effects"], report["traffic"]["messages"]) == (
        "drop",
        3,
        1,
        3,
    )
    assert "private" not in file.read_text()
    assert "secret" not in file.read_text()
    assert files(tmp_path) == [file]


async def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    script = (
        "import subprocess\n"
        f"p = subprocess.Popen({[*RELAY, '--upstream', '127.0.0.1:9']!r}, stdin=subprocess.PIPE)\n"
        "p.wait()\n"
    )
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE)
    assert parent.stdout is not None
    told = await parent.stdout.readline()
    parent.kill()
    await parent.wait()
    # The relay holds the other end of this pipe: it ends when the relay does.
    assert await parent.stdout.read() == b""
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", json.loads(told.partition(b" ")[2])["port"])


async def test_a_report_that_can_no_longer_be_written_is_code_2_and_the_traffic_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    async with Backend() as backend:
        process = await asyncio.create_subprocess_exec(
            *RELAY,
            *(
                "--upstream",
                f"127.0.0.1:{backend.port}",
                "--plant",
                "drop:every=1",
                "--report",
                f"{folder}/plant.json",
            ),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        told = (await process.stdout.readline()).partition(b" ")[2]
        (folder / "plant.json").unlink()
        folder.rmdir()
        client = End(*await asyncio.open_connection("127.0.0.1", json.loads(told)["port"]))
        server = await backend.accept()
        await client.send(request())
        await server.reader.readuntil(b"\r\n\r\n")
        await server.send(answer(), event("chatroom:7", 1))
        server.writer.write_eof()
        assert await client.rest() == answer()
        await client.close()
        assert process.stdin is not None
        process.stdin.close()
        _, said = await process.communicate()
        assert process.returncode == 2
        assert said.decode().count("plant.json cannot be written: No such file or directory") == 2
        assert "Traceback" not in said.decode()
