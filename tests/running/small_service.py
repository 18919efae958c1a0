"""A service as small as can be, for the tests of what people do at one: accounts in memory, one list, one refusal.

`python -m tests.running.small_service --port 0 ...` answers what the tests ask, and nothing else. With the file
`leaves` beside its database it leaves a process and a file behind.
"""

import json
import subprocess
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ITEMS = [{"id": str(number), "type": "A" if number % 2 else "B", "tags": ["x"] * (number % 3)} for number in range(7)]
LOGIN = {"accessToken": "aa.bb.cc", "refreshToken": "dd.ee.ff", "company": {"id": "c1"}}


class Handler(BaseHTTPRequestHandler):
    """Answers requests."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Whoever registers or logs in is let in; anything else is refused."""
        sent = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "{}")
        if self.path == "/api/auth/register":
            user = {
                "id": "u1",
                "email": sent["email"],
                "fullName": sent["fullName"],
                "role": "OWNER",
                "isActive": True,
            }
            self._answer(201, {"status": "success", "data": {"user": user | {"companyId": "c1"}, **LOGIN}})
        else:
            self._answer(403, {"status": "error", "code": "no", "message": "Not with aa.bb.cc here.", "details": {}})

    def do_GET(self) -> None:
        """A list in pages; the total of one of them is wrong."""
        asked = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(asked.query).items()}
        found = [one for one in ITEMS if query.get("type") in {None, one["type"]}]
        start = int(query.get("offset", 0))
        page = found[start : start + int(query.get("limit", 100))]
        if asked.path == "/api/test/scenarios":
            self._answer(200, page, {"X-Total-Count": str(len(found))})
        elif asked.path == "/api/repeats":
            self._answer(200, ITEMS[:2], {"X-Total-Count": "4"})
        else:
            self._answer(200, {"token": self.headers.get("Authorization", "")})

    def _answer(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(text)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


def main() -> None:
    """Serve until a signal."""
    folder = Path(sys.argv[sys.argv.index("--database") + 1].removeprefix("sqlite:///")).parent
    if "leaves=1" in sys.argv:
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
        tempfile.mkdtemp(prefix="execution-")
    if "breaks=1" in sys.argv:
        sys.exit(2)
    (folder / "kept").touch()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port = server.server_port
    sys.stdout.write(f'ready {{"api": "http://127.0.0.1:{port}/api", "live": "ws://127.0.0.1:{port}/live"}}\n')
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
