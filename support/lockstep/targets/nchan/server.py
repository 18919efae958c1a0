"""A private nginx: started in the foreground with its own configuration, in a separate folder, on a free port of
127.0.0.1, and ended by its pid. A service that the package may have installed is neither used nor touched.

Where nginx or its nchan module is missing, TargetFaultError names the packages. nginx cannot choose a free port
itself, so one is chosen for it, and another if that port has been taken in the meantime, possibly by another nginx of
this kind: so each answers with a unique name. Its log goes to a file.

Presence is published as nchan's documentation describes under "Subscriber Presence": nchan makes a request when a
connection to `/as/COMPANY/PERSON/CHANNELS` begins and when it ends. The request returns to this nginx, which
publishes to the company's topic what nchan reports about the person's private topic, to which each of their
connections subscribes: the number of connections now. nchan's channel events would need fewer lines, but in nchan
1.3.6 a connection that receives the event of its own subscription crashes the worker (signal 11), and one that
subscribes to a single topic causes no event.
"""

import asyncio
import os
import shutil
import uuid
from functools import partial
from pathlib import Path

from lockstep.processes.children import CHILDREN
from lockstep.targets.base import TargetFaultError
from lockstep.targets.process import ServerProcess, free_ports, http_answer

PACKAGES = "on Debian: apt-get install nginx libnginx-mod-nchan"
BUFFERED, KEPT_S = 1_000, 600
_MODULE = "ngx_nchan_module.so"
_READY_S, _PORTS_TRIED = 20.0, 5

_CONFIGURATION = """\
load_module {module};
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {log};
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  client_max_body_size 1m;
  server {{
    listen 127.0.0.1:{port};
    location = /health {{ return 200 "{name}"; }}
    location = /status {{ nchan_stub_status; }}
    location ~ ^/pub/([\\w:.-]+)$ {{
      nchan_publisher;
      nchan_channel_id $1;
      nchan_message_buffer_length {buffered};
      nchan_message_timeout {kept_s}s;
    }}
    location ~ ^/sub/([\\w:.,-]+)$ {{
      nchan_subscriber websocket;
      nchan_channel_id $1;
      nchan_channel_id_split_delimiter ",";
      nchan_subscriber_first_message newest;
    }}
    location ~ ^/as/([\\w:-]+)/([\\w:-]+)/([\\w:.,-]+)$ {{
      nchan_subscriber websocket;
      nchan_channel_id $3;
      nchan_channel_id_split_delimiter ",";
      nchan_subscriber_first_message newest;
      set $who $1/$2;
      nchan_subscribe_request /noticed/came/$who;
      nchan_unsubscribe_request /noticed/went/$who;
    }}
    location ~ ^/noticed/(\\w+/[\\w:-]+/[\\w:-]+)$ {{
      internal;
      proxy_ignore_client_abort on;
      proxy_method POST;
      proxy_set_body noticed;
      proxy_pass http://127.0.0.1:{port}/tell/$1;
    }}
    location ~ ^/tell/((\\w+)/([\\w:-]+)/([\\w:-]+))$ {{
      nchan_publisher;
      nchan_channel_id presence:$3;
      nchan_message_buffer_length {buffered};
      nchan_message_timeout {kept_s}s;
      nchan_publisher_upstream_request /asked/$1;
    }}
    location ~ ^/asked/(\\w+/[\\w:-]+/[\\w:-]+)$ {{
      internal;
      proxy_method GET;
      proxy_pass_request_body off;
      proxy_set_header Accept application/json;
      proxy_set_header Content-Length "";
      proxy_pass http://127.0.0.1:{port}/there/$1;
    }}
    location ~ ^/there/(\\w+)/([\\w:-]+)/([\\w:-]+)$ {{
      nchan_publisher;
      nchan_channel_id $3;
      sub_filter_types *;
      sub_filter "{{" '{{"channel": "presence:$2", "person": "$3", "has": "$1", ';
    }}
  }}
}}
"""


def missing() -> str:
    """Which of nginx and its module is missing on this machine, in words; empty where both are installed."""
    nginx = _nginx()
    if nginx is None:
        return "nginx"
    return "" if _module(nginx) else "its nchan module"


class NginxProcess(ServerProcess):
    """One nginx. Its `pid` is its master's."""

    def __init__(self, log: Path) -> None:
        """Nothing is started. `log` receives nginx's output."""
        super().__init__(log.absolute())
        self._name = uuid.uuid4().hex

    async def start(self) -> int:
        """Start it and return its port once it answers there. Raises TargetFaultError."""
        nginx, lacking = _nginx(), missing()
        if nginx is None or lacking:
            raise TargetFaultError(
                f"target nchan needs nginx with its nchan module; {lacking} is missing: {PACKAGES}"
            )
        self._log.parent.mkdir(parents=True, exist_ok=True)
        folder = self._make_folder("nchan")
        for _ in range(_PORTS_TRIED):
            port = _free_port()
            await self._begin(nginx, folder, port)
            if await self._answers_within(_READY_S, partial(self._is_on, port)):
                return port
            await self._end()
        await self.stop()
        raise TargetFaultError(f"nginx did not start answering on its own port; its log is {self._log}")

    async def _begin(self, nginx: str, folder: Path, port: int) -> None:
        text = _CONFIGURATION.format(
            module=_module(nginx),
            user="user root;" if os.geteuid() == 0 else "",  # otherwise its worker may not write in the folder
            folder=folder,
            log=self._log,
            port=port,
            name=self._name,
            buffered=BUFFERED,
            kept_s=KEPT_S,
        )
        configuration = folder / "nginx.conf"
        configuration.write_text(text, encoding="utf-8")
        self._process = await CHILDREN.spawn(
            nginx,
            *("-p", str(folder), "-c", str(configuration), "-e", str(self._log)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def _is_on(self, port: int) -> bool:
        """Whether it is this nginx that answers there."""
        return (await http_answer(port, "/health")).rpartition(b"\r\n\r\n")[2] == self._name.encode()


def _nginx() -> str | None:
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
    return shutil.which("nginx", path=path)


def _module(nginx: str) -> Path | None:
    """The path of the nchan module: where this nginx looks for modules, or where distributions put them."""
    folders = [Path("/usr/lib/nginx/modules"), Path("/usr/lib64/nginx/modules"), Path("/usr/local/lib/nginx/modules")]
    real = Path(nginx).resolve()
    folders += [real.parent.parent / "modules", real.parent.parent / "lib" / "nginx" / "modules"]
    return next((folder / _MODULE for folder in folders if (folder / _MODULE).exists()), None)


def _free_port() -> int:
    return free_ports(1)[0]
