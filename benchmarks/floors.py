"""The floors: `floors/floor.c`, compiled by gcc into the cache, and wrk. Errors: ToolError, with what to install."""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import msgspec

from benchmarks.measure import Reading, ToolError, spend

SOURCE = Path(__file__).parent / "floors" / "floor.c"
_WRK_SCRIPT = 'wrk.method="POST"\nwrk.body=%s\nwrk.headers["Content-Type"]="application/json"\n'


def floor(cache: Path) -> Path:
    """The program, compiled anew when its source changed. Raises ToolError."""
    mark = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]
    program = cache / f"floor-{mark}"
    if not program.exists():
        gcc = shutil.which("gcc")
        if gcc is None:
            raise ToolError(
                "the floors are written in C and gcc is not here: on Debian, apt-get install gcc libc6-dev"
            )
        cache.mkdir(parents=True, exist_ok=True)
        made = subprocess.run(
            [gcc, "-O2", "-Wall", "-Wextra", "-o", str(program), str(SOURCE)],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise ToolError(f"gcc could not compile {SOURCE.name}: {made.stderr.strip().splitlines()[:1]}")
    return program


def reading(text: str) -> Reading:
    """The floor's last line. Raises ToolError."""
    try:
        return msgspec.json.decode(text.strip().splitlines()[-1], type=Reading)
    except (IndexError, msgspec.DecodeError) as error:
        raise ToolError(f"the floor told no figures, but {text.strip()[-200:]!r}") from error


def wrk(cache: Path, port: int, users: int, seconds: float) -> Reading:
    """POSTs of 200 bytes by wrk, on one thread, as fast as they are answered. Raises ToolError."""
    program = shutil.which("wrk")
    if program is None:
        raise ToolError("the floor of W1 is wrk, which is not here: on Debian, apt-get install wrk")
    script = cache / "wrk.lua"
    body = json.dumps({"id": 12345678, "room": "room-01", "text": ""})
    script.write_text(_WRK_SCRIPT % json.dumps(body[:-2] + "x" * (200 - len(body)) + body[-2:]), encoding="utf-8")
    url = f"http://127.0.0.1:{port}/echo"
    spent = spend([program, "-t1", f"-c{users}", f"-d{max(1, round(seconds))}s", "-s", script, url])
    return told_by_wrk(spent.text, spent.cpu_s)


def told_by_wrk(text: str, cpu_s: float) -> Reading:
    """What wrk printed. Raises ToolError."""
    count = re.search(r"(\d+) requests in", text)
    if count is None or "Non-2xx" in text or "Socket errors" in text:
        raise ToolError(f"wrk did not do its work: {text.strip().splitlines()[-1:]}")
    return Reading(float(count[1]), cpu_s)
