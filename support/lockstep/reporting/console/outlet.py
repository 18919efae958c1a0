"""An output that may close at any time, as in `behave | head` or when a terminal is closed: from then on all text is
discarded.

When the reader has gone, nothing is raised or reported; the run continues and ends with its true exit code. The file
descriptor then leads to the null device, so that Python's own final flush does not fail.
"""

import errno
import os
from collections.abc import Callable
from typing import Any, TextIO

_GONE = frozenset({errno.EPIPE, errno.EIO})


class Outlet:
    """A text stream that outlives its reader. Everything but `write` and `flush` is the stream's own."""

    def __init__(self, stream: TextIO, mask: Callable[[str], str] = str) -> None:
        """Around a stream, such as standard output. Every text goes through `mask`."""
        self._stream = stream
        self._mask = mask

    def write(self, text: str) -> int:
        """Write the text, if there is still a reader."""
        try:
            return self._stream.write(self._mask(text))
        except OSError as error:
            self._let_go(error)
            return len(text)

    def flush(self) -> None:
        """Flush the text written so far, if there is still a reader."""
        try:
            self._stream.flush()
        except OSError as error:
            self._let_go(error)

    def _let_go(self, error: OSError) -> None:
        """Discard all further text. Raises the error unless it means that the reader has gone."""
        if error.errno not in _GONE:
            raise error
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)

    def __getattr__(self, name: str) -> Any:
        """All other attributes of the stream."""
        return getattr(self._stream, name)
