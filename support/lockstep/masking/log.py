"""A formatter of log records that masks what it has formatted, tracebacks included."""

import logging
from collections.abc import Callable


class MaskingFormatter(logging.Formatter):
    """Formats as `fmt` says, and gives the whole text to `mask`."""

    def __init__(self, fmt: str, mask: Callable[[str], str]) -> None:
        super().__init__(fmt)
        self._mask = mask

    def format(self, record: logging.LogRecord) -> str:
        """The text of the record without secrets."""
        return self._mask(super().format(record))
