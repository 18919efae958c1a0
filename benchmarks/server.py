"""The neutral server: nginx with nchan, with a configuration of its own, on a free port, ended by who started it.

    POST /echo           answers 200 {"ok":true}
    POST /pub?id=X       hands its body to everybody who listens to X; nothing is kept
    GET  /sub?id=X       a WebSocket that hears X

Errors: ToolError where nginx or its module is missing, or does not begin to answer.
"""

import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import ToolError

_PACKAGES = "on Debian: apt-get install nginx libnginx-mod-nchan"
_MODULES = ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/local/lib/nginx/modules")
_READY_S = 20.0
_CONFIGURATION = """\
load_module {module};
{user}
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 19000; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 3600s;
  client_body_buffer_size 16k;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  nchan_shared_memory_size 512M;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /echo {{ default_type application/json; return 200 '{{"ok":true}}'; }}
    location = /pub {{
      nchan_publisher;
      nchan_channel_id $arg_id;
      nchan_store_messages off;
      nchan_message_buffer_length 0;
    }}
    location = /sub {{
      nchan_subscriber websocket;
      nchan_channel_id $arg_id;
      nchan_subscriber_first_message newest;
      nchan_websocket_ping_interval 0;
    }}
  }}
}}
"""


@contextmanager
def server() -> Iterator[int]:
    """Its port, while it runs. Raises ToolError."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    module = next((m for m in (Path(one) / "ngx_nchan_module.so" for one in _MODULES) if m.exists()), None)
    if nginx is None or module is None:
        raise ToolError(f"the benchmarks need nginx with its nchan module as a neutral server: {_PACKAGES}")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="lockstep-benchmark-") as name:
        folder = Path(name)
        user = "user root;" if os.geteuid() == 0 else ""  # else its worker may not write in the folder
        text = _CONFIGURATION.format(module=module, user=user, folder=folder, port=port)
        (folder / "nginx.conf").write_text(text, encoding="utf-8")
        command = [nginx, "-p", name, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
            try:
                _wait(process, port, folder / "error.log")
                yield port
            finally:
                process.terminate()
                process.wait()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody has now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _READY_S
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("POST", "/echo", body="{}")
            if connection.getresponse().read() == b'{"ok":true}':
                return
        except OSError:
            time.sleep(0.02)
        finally:
            connection.close()
    told = log.read_text("utf-8", "replace").strip().splitlines() if log.exists() else []
    raise ToolError(f"nginx does not answer on port {port}: {told[-1] if told else 'it said nothing'}")
