"""How standard output and standard error handle characters that their encoding cannot represent.

The encoding is the terminal's, or that of PYTHONIOENCODING (latin-1, ascii, cp1252), and texts of scenarios are in
every script. Such a character is shown as its escape, as `\\u2026`, instead of ending the run.
"""

import io
from typing import TextIO


def escape_unencodable(*streams: TextIO) -> None:
    """Let these streams escape characters they cannot encode; a stream with its own error handling is not changed."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
