"""A reader follows a page: its blocks in order, in one shell and a fresh checkout.

Variables and the working folder pass from block to block. A page that installs Lockstep (`pip install`) is followed
in an environment without it, any other in the activated environment of the checkout.
"""

import doctest
import os
import signal
import subprocess
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from evidence.docs.environment import checkout, environment, variables
from evidence.docs.pages import Block
from evidence.full.running import group

LIMIT_S = 4 * 3600
"""How long a block may take: whole runs beside burners take hours."""
_END_S = 60
_LOOK_S = 0.05
_SCRIPT = "trap 'env -0 >\"{state}\"' EXIT\nset -e -o pipefail -o allexport\n{text}"
_TAIL = 40
Process = subprocess.Popen[bytes]


class Ran(NamedTuple):
    """The result of a block: its problem, in a sentence with the end of the output; empty: none."""

    block: Block
    seconds: float
    amiss: str


class Reader:
    """Follows one page in `folder`, which is there and empty."""

    def __init__(self, folder: Path, of: list[Block]) -> None:
        """`of` are the blocks of the page."""
        self._folder, self._blocks = folder.resolve(), of
        made = checkout(self._folder / "checkout")
        installs = any("pip install" in block.text for block in of)
        used = environment(self._folder / "environment") if installs else made / ".venv"
        self._variables = variables(self._folder, used) | {"PWD": str(made)}

    def follow(self, kinds: Collection[str]) -> Iterator[Ran]:
        """Follow the blocks of these kinds, up to the first that goes wrong; what runs in the background is ended
        last."""
        running: list[tuple[Block, Process, Path]] = []
        with ExitStack() as stack:
            for number, block in enumerate(self._blocks):
                output, begun = self._folder / f"{number}.txt", time.monotonic()
                if block.file:
                    self._add(block)
                    continue
                if block.kind not in kinds:
                    continue
                if block.background:
                    process = stack.enter_context(self._started(block, block.text, output))
                    running.append((block, process, output))
                    amiss = awaited(process, block, output)
                else:
                    amiss = self._run(block, output)
                yield Ran(block, time.monotonic() - begun, amiss)
                if amiss:
                    return
            for block, process, output in running:
                begun = time.monotonic()
                yield Ran(block, time.monotonic() - begun, ended(process, block, output))

    def _add(self, block: Block) -> None:
        path = Path(self._variables["PWD"], block.file)
        path.write_text(block.added_to(path.read_text("utf-8") if path.exists() else ""), encoding="utf-8")

    def _run(self, block: Block, output: Path) -> str:
        """Run a block, and the commands before it; returns the problem."""
        commands = [(block.before, 0)] if block.before else []
        for text, expected in (*commands, (block.text, block.code)):
            with self._started(block, text, output) as process:
                try:
                    code = process.wait(LIMIT_S)
                except subprocess.TimeoutExpired:
                    return told(block, f"it had not ended after {LIMIT_S} s", output)
            if code != expected:
                return told(block, f"it ended with {code}, expected {expected}", output)
        if not block.folder:
            self._variables = _left(output)
        if block.output and not alike(block.output, output.read_text(encoding="utf-8")):
            return told(block, "its output is not the one shown", output)
        return ""

    @contextmanager
    def _started(self, block: Block, text: str, output: Path) -> Iterator[Process]:
        """A shell that runs this text."""
        place = self._folder / block.folder if block.folder else Path(self._variables["PWD"])
        place.mkdir(exist_ok=True)
        command = ["bash", "-c", _SCRIPT.format(state=output.with_suffix(".state"), text=text)]
        with (
            output.open("wb") as file,
            group(
                command, place, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT, env=self._variables
            ) as process,
        ):
            yield process


def alike(shown: str, said: str) -> bool:
    """Whether an output is the one shown, where `...` stands for anything; spaces at the ends of lines aside."""
    want, got = ("".join(f"{line.rstrip()}\n" for line in text.strip().splitlines()) for text in (shown, said))
    return doctest.OutputChecker().check_output(want, got, doctest.ELLIPSIS)


def awaited(process: Process, block: Block, output: Path) -> str:
    """Wait until a block in the background has printed its text; returns the problem."""
    while block.background not in output.read_text(encoding="utf-8"):
        try:
            return told(block, f"it ended with {process.wait(_LOOK_S)} instead of running on", output)
        except subprocess.TimeoutExpired:
            continue
    return ""


def ended(process: Process, block: Block, output: Path) -> str:
    """End a block in the background as Ctrl-C does; returns the problem."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(_END_S)
    except subprocess.TimeoutExpired:
        return told(block, f"Ctrl-C had not ended it after {_END_S} s", output)
    return ""


def told(block: Block, amiss: str, output: Path) -> str:
    """The problem, with the block and the end of its output."""
    lines = output.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join([f"{block.place}: {amiss}.", *block.text.splitlines(), "--", *lines[-_TAIL:]])


def _left(output: Path) -> dict[str, str]:
    """The variables that a block left, the working folder among them."""
    pairs = output.with_suffix(".state").read_text(encoding="utf-8").split("\0")
    return dict(pair.split("=", 1) for pair in pairs if pair)
