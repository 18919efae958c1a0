"""A receiver of notices on this machine, which keeps them so that their content can be checked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver(ThreadingHTTPServer):
    """Answers every POST with `answer`; `None`: not before it is closed."""

    daemon_threads = True

    def __init__(self, answer: int | None) -> None:
        """Listen on a free port. Raises OSError."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.received: list[Any] = []
        self.closing = threading.Event()

    @property
    def address(self) -> str:
        """Its address in Apprise's form; a password and a token in it are secrets."""
        return f"json://someone:hush@127.0.0.1:{self.server_port}/token-hush"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        """Keep it, then answer."""
        self.server.received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        if self.server.answer is None:
            self.server.closing.wait()
            return
        self.send_response(self.server.answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Log nothing: the output belongs to the run."""


@contextmanager
def receiver(answer: int | None = 200) -> Iterator[Receiver]:
    """A receiver that listens."""
    with Receiver(answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()
