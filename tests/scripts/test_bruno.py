"""Bruno judges nothing before its sandbox is loaded, so that a wrong answer fails it, however fast it comes."""

import http.server
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.quality.tree import ROOT

SCRIPT = (ROOT / "scripts/bruno").read_text(encoding="utf-8")
VERSION = SCRIPT.split("\nversion=")[1].split()[0]
BRU = Path(sys.prefix) / "lockstep-bruno" / VERSION / "node_modules/.bin/bru"

WRONG = """\
meta {
  name: A wrong answer
  type: http
  seq: 1
}

get {
  url: {{address}}/
  body: none
  auth: none
}

assert {
  res.status: neq 500
}
"""


class Broken(http.server.BaseHTTPRequestHandler):
    """Answers everything with a 500 at once."""

    def do_GET(self) -> None:
        self.send_response(500)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base's
        """Nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Broken)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_collection_waits_for_the_sandbox() -> None:
    collection = (ROOT / "bruno/collection.bru").read_text(encoding="utf-8")
    assert "script:pre-request {" in collection


def test_the_script_plants_a_wrong_answer_before_it_judges() -> None:
    planted, judged = SCRIPT.index("res.status: neq 401"), SCRIPT.index("cd bruno && ")
    assert planted < judged
    assert "did not find the wrong answer" in SCRIPT[planted:judged]


@pytest.mark.process
@pytest.mark.skipif(not BRU.exists(), reason="Bruno's CLI is not installed here: scripts/bruno installs it")
def test_a_wrong_answer_fails_however_fast_it_comes(tmp_path: Path, address: str) -> None:
    for name in ("bruno.json", "collection.bru"):
        shutil.copy(ROOT / "bruno" / name, tmp_path)
    (tmp_path / "wrong.bru").write_text(WRONG, encoding="utf-8")
    asked = [str(BRU), "run", "--env-var", f"address={address}"]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "expected 500 to not equal 500" in done.stdout
