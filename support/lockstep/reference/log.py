"""The log: one JSON object a line on stderr, {"at", "level", "message", ...}; every request and command has its
`requestId` there, which the answer or frame carried too. No body, password or token is ever logged: of a request
only its route and ids, of a command only its name.
"""

import logging
import sys

import msgspec

from lockstep.reference.clock import told

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON, whatever `extra` holds beside it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {"at": told(record.created), "level": record.levelname, "message": record.getMessage()}
        line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line, enc_hook=str).decode()


def start_logging() -> None:
    """Log to stderr. Of the server's own lines only warnings: its notes of connections would show `?token=`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.getLogger("lockstep.reference").setLevel(logging.INFO)
