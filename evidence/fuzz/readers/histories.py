"""Histories and the raw texts beside them, as `lockstep check` reads them: verdicts, requests and rows."""

import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import click
import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from lockstep.cli.check import check
from lockstep.history.rows import Body, Exchange, Promises

from evidence.fuzz.mutations import octets, values, weighted
from evidence.fuzz.reader import Outcome, Read, Reader, ensure
from tests.checks.builder import NUMBERED
from tests.checks.office import Office
from tests.quality.tree import ROOT

VERSIONED = Promises(
    versions=True, cause=True, order="channel", across_kinds=True, presence="company:", shared=("x:",)
)
WAYS: tuple[tuple[str, ...], ...] = ((), (), (), ("--json",), ("--requests",), ("--rows", "0-60"))
OUTCOMES = {0: "holds", 1: "violated", 2: "refused", 3: "unknown"}


class Given(NamedTuple):
    """A history's content, that of the raw file beside it, and how it is asked for."""

    content: bytes
    raw: bytes
    way: tuple[str, ...]


def _played(promises: Promises, number: int) -> list[Any]:
    """A healthy history of this version of the schema, with a request."""
    random = Random(number)
    office = Office(promises, random.choice, random.choice)
    office.play(14)
    office.meet()
    rows: list[Any] = [msgspec.to_builtins(row) for row in office.finish().rows]
    size = {"size": 2, "json": {}}
    asked = Exchange(i=len(rows), t=rows[-1]["t"], operation="read", since=0, method="GET", path="/", status=200,
                     body=msgspec.convert(size, Body), headers={"a": "b"})  # fmt: skip
    return [*rows[:-1], msgspec.to_builtins(asked), rows[-1]]


def _recorded(name: str) -> list[Any]:
    """A history of schema 1."""
    path = ROOT / "tests" / "checks" / "schema_1" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_bytes().splitlines()[:45]]


HISTORIES = (
    _played(NUMBERED, 1),
    _played(VERSIONED, 2),
    _recorded("service"),
    _recorded("ping"),
    _recorded("resumed"),
)
_END = b'{"row":"end","outcome":"passed"}\n'
_RAW = b'{"digest":"d1","text":"hello"}\n'


def _told(rows: list[Any]) -> bytes:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode("utf-8", "surrogatepass")


@st.composite
def _changed(draw: DrawFn) -> bytes:
    """A history with rows changed, removed, doubled or moved; numbered anew, so that it can be read."""
    rows = list(draw(st.sampled_from(HISTORIES)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(1, max(1, len(rows) - 1)))
        match draw(st.sampled_from(("change", "change", "remove", "double", "move"))):
            case "change" if at < len(rows):
                rows[at] = draw(values((rows[at],)))
            case "remove" if at < len(rows) and len(rows) > 2:
                del rows[at]
            case "double" if at < len(rows):
                rows.insert(draw(st.integers(1, len(rows))), rows[at])
            case "move" if at < len(rows):
                rows.insert(draw(st.integers(1, len(rows) - 1)), rows.pop(at))
            case _:
                rows[0] = draw(values((rows[0],)))
    return _told([{**row, "i": n} if isinstance(row, dict) else row for n, row in enumerate(rows)])


_INPUTS = st.builds(
    Given,
    weighted((3, _changed()), (1, octets([_told(rows[:12]) for rows in HISTORIES], (_END,)))),
    octets((_RAW, _RAW + _RAW)),
    st.sampled_from(WAYS),
)  # fmt: skip


@contextmanager
def _opened() -> Iterator[Read]:
    with tempfile.TemporaryDirectory(prefix="lockstep-fuzz-") as folder:
        yield lambda given: _read(Path(folder) / "h.jsonl", given)


def _read(path: Path, given: Given) -> Outcome:
    path.write_bytes(given.content)
    path.with_suffix(".raw.jsonl").write_bytes(given.raw)
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = check.main([str(path), *given.way], standalone_mode=False)
        except click.ClickException as error:
            return Outcome("refused", error.format_message())
    ensure(code in OUTCOMES, f"exit code {code!r}")
    told, word = err.getvalue(), OUTCOMES[code]
    if word == "refused":
        return Outcome(word, told)
    *lines, cut = given.content.split(b"\n")
    ensure(bool(cut) == bool(told), f"a last line of {len(cut)} bytes, and on standard error {told!r}")
    for number, line in enumerate(lines, start=1):
        ensure(_is_row(line), f"line {number} is no row, and the exit code is {code}")
    if not given.way:
        ensure(bool(out.getvalue()), "no verdict was printed")
    return Outcome(word)


def _is_row(line: bytes) -> bool:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and "row" in row


READER = Reader("histories", _INPUTS, _opened, frozenset(OUTCOMES.values()))
