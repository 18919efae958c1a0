"""No secret that a run was given, or came across, is in anything that the run wrote or showed.

A step comes across forty secrets of different shapes and lets them out by every way there is: into the history, the
log, the console, a message, a note. The run's settings and environment hold more. Then every file is searched.
"""

import re
import socket

import pytest
from lockstep.running.service.webhook_receiver import receiver

from tests.acceptance.conftest import Real
from tests.masking.hidden import secret, texts, traces
from tests.running.project import Ran

LETS_OUT = f"""
import logging
from lockstep.history.rows import Ok
from lockstep.running.errors import EnvironmentFaultError

TEXTS = {texts()!r}
OWN = ("run-of-qa-7Zx", "d00r-77-Zx9Q", "8adge-77-Zx9Q", "env-t0ken-Zx9Q")

@when("secrets are let out")
def let_out(context):
    recorder = context.scene.recorder
    for number, text in enumerate(TEXTS):
        recorder.raw(text)
        recorder.record(Ok(w=f"w{{number}}", status="200", payload={{"body": text}}))
        logging.getLogger("lockstep").error("it was %s", text)
        context.say(f"it was {{text}}")
        context.record.notes.append(text)
        context.record.kept.append(text)
    recorder.record(Ok(w="own", status="200", payload={{"doorCode": OWN[1], "badge-number": OWN[2], "of": OWN[3]}}))
    recorder.raw(f'{{{{"door_code": "{{OWN[1]}}", "badgeNumber": "{{OWN[2]}}"}}}} by {{OWN[3]}}')
    logging.getLogger("lockstep").error("door_code=%s badge_number=%s %s", *OWN[1:])
    raise AssertionError("\\n".join([*TEXTS, f"door_code={{OWN[1]}} badge_number={{OWN[2]}} {{OWN[3]}}"]))

@when("secrets break a step")
def breaks(context):
    raise RuntimeError("\\n".join(TEXTS))
"""
OWN = ("run-of-qa-7Zx", "d00r-77-Zx9Q", "8adge-77-Zx9Q", "env-t0ken-Zx9Q")
MINE = """
from pathlib import Path

from lockstep.clients.api import tls_context
from lockstep.targets.reference.adapter import ReferenceTarget

class Mine(ReferenceTarget):
    secret_names = ("door_code",)

    def __init__(self):
        super().__init__("", "", tls=tls_context(), log=Path("reports/backend.log"))
"""
KINDS = (
    r"stdout\.txt", r"plain\.txt", r"notices\.txt", r"summary\.json", r"events\.jsonl", r"lockstep\.db",
    r"suite\.log", r"junit/TESTS-\S+\.xml", r"allure-results/\S+-result\.json", r"allure-results/\S+-attachment\.",
    r"history/\S+\d\.jsonl", r"history/\S+\.raw\.jsonl",
)  # fmt: skip
UNMASKED = """
import lockstep.running.environment
from lockstep.masking import masker

masker.may_hold_secrets = lambda low, more=(): False
masker.Masker.known = lambda self, text: text
"""
TALK = 'Given Ana and Ben are in the chatroom "design";When Ana posts 3 messages over the API;When {}'


def artefacts(ran: Ran) -> dict[str, str]:
    """All that the run wrote, by its name, and its console."""
    root = ran.reports.parent
    files = [path for path in root.rglob("*") if path.is_file() and not path.is_relative_to(root / "features")]
    found = {path.relative_to(root).as_posix(): path.read_bytes().decode("utf-8", "replace") for path in files}
    return {name: text for name, text in found.items() if not name.endswith((".py", ".pyc"))}


def leaks(ran: Ran, secrets: list[str]) -> list[tuple[str, str]]:
    """Which secret is where."""
    return [
        (name, value)
        for name, text in artefacts(ran).items()
        for value in secrets
        if any(trace in text for trace in traces(value))
    ]


def of_every_kind(ran: Ran) -> None:
    """The run wrote each kind of artefact that there is."""
    names = " ".join(artefacts(ran))
    for kind in KINDS:
        assert re.search(kind, names), f"no {kind} in {names}"


def let_out(real: Real) -> Ran:
    """A run of two scenarios in which everything is let out."""
    (real.root / "mine.py").write_text(MINE, "utf-8")
    real.steps(LETS_OUT)
    real.talk(TALK.format("secrets are let out"), TALK.format("secrets break a step"))
    with receiver() as told:
        address = f"json://qa:{OWN[0]}@127.0.0.1:{told.server_port}/x json://qa:{OWN[0]}@127.0.0.1:1/x"
        ran = real.run(
            "-D", "target=mine.py", "-D", "masking.names=badge_number", "-f", "plain", "-o", "plain.txt",
            LOCKSTEP_NOTICES_FAILURE=address, SOME_TOKEN=OWN[3],
        )  # fmt: skip
    (real.root / "notices.txt").write_text("\n".join(str(one["message"]) for one in told.received), "utf-8")
    return ran


def test_a_run_leaves_no_secret_anywhere(real: Real) -> None:
    ran = let_out(real)
    assert ran.code in {1, 2}
    of_every_kind(ran)
    assert leaks(ran, [*map(secret, range(len(texts()))), *OWN]) == []


def test_without_masking_every_secret_is_found(real: Real) -> None:
    """The planted failure: the search finds what is there."""
    real.hooks(UNMASKED)
    ran = let_out(real)
    found = leaks(ran, [*map(secret, range(len(texts()))), *OWN[1:]])
    assert {value for _, value in found} >= {*map(secret, range(len(texts()))), *OWN[1:]}
    places = " ".join(sorted({name for name, _ in found}))
    for kind in KINDS:
        assert re.search(kind, places), f"nothing was found in {kind}"


@pytest.mark.parametrize(
    ("user", "query"),
    [
        ("qa:s3cret-Zx9Q@", ""),
        ("qa:s3/cr@et-Zx9Q@", ""),
        ("t0ken-s3cret-Zx9Q@", ""),
        ("", "?token=s3cret-Zx9Q"),
        ("qa:s3cret-Zx9Q@", "?token=s3cret-Zx9Q#s3cret-Zx9Q"),
    ],
)
def test_the_address_of_a_dead_backend_is_named_without_its_secret(real: Real, user: str, query: str) -> None:
    real.talk()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    ran = real.run(
        API_BASE_URL=f"http://{user}127.0.0.1:{port}/api/v1{query}",
        WEBSOCKET_URL=f"ws://{user}127.0.0.1:{port}/ws{query}",
    )
    assert ran.code == 2
    assert f"127.0.0.1:{port}/" in ran.out or "is refused" in ran.out
    assert leaks(ran, ["s3cret-Zx9Q", "et-Zx9Q"]) == []


def test_the_request_itself_has_the_user_part(real: Real) -> None:
    """A backend that is up and asks for a user: it is given both, and the run's artefacts hold neither."""
    (real.root / "door.py").write_text(
        """
import http.server, threading

SEEN = []

class Door(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        SEEN.append(self.headers.get("Authorization", ""))
        open("seen.py", "a").write(SEEN[-1] + "\\\\n")
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass
""",
        "utf-8",
    )
    real.hooks(
        "import lockstep.running.environment, os, sys, threading, http.server\n"
        "sys.path.insert(0, os.getcwd())\n"
        "import door\n"
        "server = http.server.ThreadingHTTPServer(('127.0.0.1', int(os.environ['DOOR'])), door.Door)\n"
        "threading.Thread(target=server.serve_forever, daemon=True).start()\n"
    )
    real.talk()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    user = "qa:s3cret-Zx9Q@"
    ran = real.run(
        API_BASE_URL=f"http://{user}127.0.0.1:{port}/api/v1", WEBSOCKET_URL=f"ws://{user}127.0.0.1:{port}/ws",
        DOOR=str(port),
    )  # fmt: skip
    assert ran.code == 2
    assert "Basic cWE6czNjcmV0LVp4OVE=" in (real.root / "seen.py").read_text("utf-8")
    assert f"http://[redacted]@127.0.0.1:{port}/api/v1 answered 503" in ran.out
    assert leaks(ran, ["s3cret-Zx9Q"]) == []
