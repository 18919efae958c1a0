"""Text goes out as long as somebody reads, and nobody is told when they stop."""

import errno
import io
import os
from typing import TextIO

import pytest
from lockstep.reporting.console.outlet import Outlet


def pipe() -> tuple[TextIO, TextIO]:
    reading, writing = os.pipe()
    return os.fdopen(reading, encoding="utf-8"), os.fdopen(writing, "w", encoding="utf-8")


def test_what_is_written_arrives() -> None:
    reading, writing = pipe()
    outlet = Outlet(writing)
    with reading, writing:
        assert outlet.write("one\n") == 4
        outlet.flush()
        assert reading.readline() == "one\n"
        assert not outlet.isatty()
        assert outlet.encoding == "utf-8"


def test_when_the_reader_has_gone_everything_goes_nowhere() -> None:
    reading, writing = pipe()
    outlet = Outlet(writing)
    reading.close()
    with writing:
        for text in ("small", "large " * 100_000, "small again"):
            assert outlet.write(text) == len(text)
            outlet.flush()
        writing.write("what Python itself still writes")


def test_a_terminal_that_was_closed_is_nobody_either() -> None:
    reading, writing = pipe()

    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(errno.EIO, "Input/output error")

        def fileno(self) -> int:
            return writing.fileno()

    with reading, writing:
        assert Outlet(Closed()).write("hello") == 5


def test_other_troubles_are_not_hidden() -> None:
    class Broken(io.StringIO):
        def flush(self) -> None:
            raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space left"):
        Outlet(Broken()).flush()
