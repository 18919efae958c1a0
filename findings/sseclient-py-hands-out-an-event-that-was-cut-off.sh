#!/usr/bin/env bash
# sseclient-py 1.9.0: an event that the end of the stream cuts off is handed out as if it were whole.
#
# By the HTML standard an event is dispatched by the blank line after it, and one that the stream's end leaves incomplete
# is discarded. When a connection goes in the middle of an event, sseclient-py gives the rest that it has to the program:
# "total: 1250" cut to "total: 12" looks like any other message. httpx-sse drops it, as the standard says.
# Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
"$work/venv/bin/pip" install --quiet --disable-pip-version-check sseclient-py==1.9.0 requests==2.34.2 httpx-sse==0.4.3 \
    httpx==0.28.1 >&2 || exit 2
cat >"$work/cut.py" <<'PYTHON'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import requests
import sseclient
from httpx_sse import connect_sse


class Stream(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"event: order\ndata: total: 300\n\nevent: order\ndata: total: 12")  # and the connection goes

    def log_message(self, *_: object) -> None:
        pass


server = HTTPServer(("127.0.0.1", 0), Stream)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}/"
events = sseclient.SSEClient(requests.get(address, stream=True)).events()
print("sseclient-py:", ", ".join(f"{event.event} {event.data}" for event in events))
with httpx.Client() as client, connect_sse(client, "GET", address) as source:
    print("httpx-sse:", ", ".join(f"{event.event} {event.data}" for event in source.iter_sse()))
PYTHON
timeout 30 "$work/venv/bin/python" "$work/cut.py" >"$work/told.txt" || exit 1
echo "sseclient-py 1.9.0, httpx-sse 0.4.3; $(paste -sd';' "$work/told.txt")"
[ "$(cat "$work/told.txt")" = "sseclient-py: order total: 300, order total: 12
httpx-sse: order total: 300" ]
