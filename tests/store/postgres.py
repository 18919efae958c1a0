"""A throw-away PostgreSQL: a cluster in a temporary folder, started here and ended here, never as root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PASSWORD = "s3cret-of-the-cluster"
_USERS = ("postgres", "nobody")


def programs() -> Path | None:
    """The folder of PostgreSQL's newest server programs, None where they are not installed."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a running cluster's empty database, with a password that it demands."""
    folder = programs()
    assert folder is not None
    with tempfile.TemporaryDirectory(prefix="lockstep-pg-") as name:
        top, data = Path(name), Path(name) / "data"
        (top / "password").write_text(PASSWORD, encoding="utf-8")
        as_other = _not_as_root(top)
        made = ("-A", "scram-sha-256", "-U", "lockstep", "--pwfile", str(top / "password"), "-N", "-E", "UTF8")
        _run([*as_other, str(folder / "initdb"), "-D", str(data), *made], top)
        port = _free_port()
        options = f"-p {port} -h 127.0.0.1 -k {top} -F"
        control = [*as_other, str(folder / "pg_ctl"), "-D", str(data), "-w", "-t", "60"]
        _run([*control, "-l", str(top / "server.log"), "-o", options, "start"], top)
        try:
            yield f"postgresql://lockstep:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"], top)


def _not_as_root(top: Path) -> list[str]:
    """What to put before a command so that it does not run as root, who owns nothing of the folder then."""
    if os.geteuid() != 0:
        return []
    user = next(one for one in _USERS if any(entry.pw_name == one for entry in pwd.getpwall()))
    entry = pwd.getpwnam(user)
    for path in (top, *top.iterdir()):
        os.chown(path, entry.pw_uid, entry.pw_gid)
    return ["setpriv", f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]


def _run(command: list[str], top: Path) -> None:
    with (top / "output").open("a+", encoding="utf-8") as output:  # a pipe would stay open in the server
        done = subprocess.run(command, cwd=top, stdout=output, stderr=output, check=False, timeout=500)
        output.seek(0)
        assert done.returncode == 0, output.read()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
