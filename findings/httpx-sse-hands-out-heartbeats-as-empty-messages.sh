#!/usr/bin/env bash
# httpx-sse 0.4.3: once an event had an id, each heartbeat is handed out as an empty message with that id.
#
# A server keeps an event stream open with comments (": still here"). By the HTML standard a comment is ignored, and a blank
# line with no data before it dispatches nothing. httpx-sse keeps to that only until the first `id:`; it then takes the id
# it remembers for something to dispatch. A program that counts messages counts the heartbeats, and `json()` fails on each
# with a JSONDecodeError. The same stream without ids is read as it should be.
# Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
"$work/venv/bin/pip" install --quiet --disable-pip-version-check httpx-sse==0.4.3 httpx==0.28.1 >&2 || exit 2
cat >"$work/heartbeats.py" <<'PYTHON'
import httpx
from httpx_sse import connect_sse


def received(stream: str) -> str:
    answer = httpx.Response(200, headers={"content-type": "text/event-stream"}, text=stream)
    with httpx.Client(transport=httpx.MockTransport(lambda _: answer)) as client:
        with connect_sse(client, "GET", "http://lamps.test/events") as source:
            return " ".join(f"{event.event}:{event.id}:{event.data}" for event in source.iter_sse())


heartbeats = ": still here\n\n: still here\n\n"
print("without an id:", received("data: 1\n\n" + heartbeats + "data: 2\n\n"))
print("with an id:", received("id: 7\ndata: 1\n\n" + heartbeats + "data: 2\n\n"))
PYTHON
timeout 30 "$work/venv/bin/python" "$work/heartbeats.py" >"$work/told.txt" || exit 1
echo "httpx-sse 0.4.3; $(paste -sd';' "$work/told.txt")"
[ "$(cat "$work/told.txt")" = "without an id: message::1 message::2
with an id: message:7:1 message:7: message:7: message:7:2" ]
