"""Feature files, as the runner reads them.

Yardstick is the official parser: a file without flaws is one that it reads too, with as many scenarios.
"""

import logging
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gherkin.errors import ParserError
from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from lockstep.running.definitions.feature_reader import read_here

from evidence.fuzz.mutations import octets, weighted
from evidence.fuzz.reader import Outcome, Read, Reader, ensure
from tests.quality.tree import ROOT

_FOLDER = ROOT / "tests" / "running" / "selection" / "gherkin"
GOOD, BAD = (
    tuple(path.read_bytes() for path in sorted(_FOLDER.glob(f"{kind}/*.feature"))) for kind in ("good", "bad")
)
TOKENS = tuple(
    f"{line}\n".encode()
    for line in (
        "Feature: f", "  Rule: r", "  Background:", "  Scenario: s", "  Scenario Outline: o <a>", "    Examples:",
        "    | a | b |", "    Given a step", "    And <a>", '    """', "    ```", "    '''", "# language: de",
        "  @tag @timeout.5", "    * star", "    | \\| | \\n |", "", "    Angenommen x", "\ufeff", "    But é",
    )
)  # fmt: skip


@st.composite
def _written(draw: DrawFn) -> bytes:
    """A file of lines that are right one by one, in any order below a feature."""
    return b"Feature: f\n" + b"".join(draw(st.lists(st.sampled_from(TOKENS), max_size=12)))


@contextmanager
def _opened() -> Iterator[Read]:
    with tempfile.TemporaryDirectory(prefix="lockstep-fuzz-") as folder:
        file = Path(folder) / "features" / "a.feature"
        file.parent.mkdir()
        log = logging.getLogger("behave")  # says of rows what the flaws say
        log.disabled = True
        try:
            yield lambda content: _read(Path(folder), file, content)
        finally:
            log.disabled = False


def _read(root: Path, file: Path, content: bytes) -> Outcome:
    file.write_bytes(content)
    reading = read_here(root, steps=False)
    if reading.flaws:
        flaw = reading.flaws[0]
        ensure(flaw.path == "features/a.feature", f"a flaw names {flaw.path!r}")
        return Outcome("flaws", flaw.reason)
    if b"'''" in content:  # behave's third kind of doc string, which the official parser does not know
        return Outcome("scenarios")
    meant = _official(content)
    ensure(len(reading.scenarios) == meant, f"read {len(reading.scenarios)} scenarios, there are {meant}")
    return Outcome("scenarios")


def _official(content: bytes) -> int:
    """How many scenarios the official parser reads."""
    try:
        document: Any = Parser().parse(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except (ParserError, UnicodeDecodeError) as error:
        ensure(False, f"read what the official parser refuses: {error}")
        return 0
    return len(Compiler().compile(document | {"uri": ""}))


READER = Reader(
    "Gherkin",
    weighted((4, octets(GOOD, TOKENS)), (1, octets(BAD, TOKENS)), (1, _written())),
    _opened,
    frozenset({"scenarios", "flaws"}),
)
