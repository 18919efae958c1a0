"""`python -m evidence.fuzz.documentation [ARGUMENTS]`: Schemathesis on the service's own documentation.

A service of a small project, with an OWNER's token; whatever is sent, answers are as documented, and there is no 5xx.
ARGUMENTS are those of `schemathesis run`, such as `--max-examples 100`; the exit code is its own.
"""

import logging
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from lockstep.management.executions.executor import Executor

from tests.management.people import registered, service
from tests.management.project import make_project
from tests.management.reading import quick_reading

CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,negative_data_rejection,unsupported_method,allow_header_conformance,ignored_auth"
)
COMMAND = (
    sys.executable, "-m", "schemathesis.cli", "run", "--no-color", "--no-shrink", "--warnings", "off",
    "--checks", CHECKS, "--exclude-path", "/api/v1/auth/logout",  # it would end the login that the rest is asked in
)  # fmt: skip


def fuzz(folder: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Run it, with everything in this folder."""
    with (
        _nothing_executed(),
        quick_reading(),
        service(folder, make_project(folder / "project"), management__queue=2) as http,
    ):
        owner = registered(http)
        header = f"Authorization: Bearer {owner.data['accessToken']}"
        command = [*COMMAND, "--header", header, *arguments, f"{http.base_url}openapi.json"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        owner.asks("GET", "/accounts/me").raise_for_status()
    return done


@contextmanager
def _nothing_executed() -> Iterator[None]:
    """What waits is not begun: what runs do is tried elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Executor, "start", lambda _: None)
        yield


def main(arguments: list[str]) -> int:
    """Print what it came to; returns the exit code."""
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="lockstep-fuzz-") as folder:
        done = fuzz(Path(folder), arguments)
    sys.stdout.write(done.stdout)
    sys.stderr.write(done.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
