#!/usr/bin/env bash
# uvloop 0.23.0: of two timers less than a millisecond apart, the one that is due first may fire last.
#
# asyncio keeps its timers in order of the time each is due. uvloop rounds every delay to whole milliseconds first, and
# timers of the same millisecond fire in the order in which they were set. So a callback due after 9.6 ms, set after one
# that is due after 10.4 ms, fires after it. Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
python3 -m venv "$work/venv" || exit 2
"$work/venv/bin/pip" install --quiet --disable-pip-version-check uvloop==0.23.0 >&2 || exit 2
cat >"$work/timers.py" <<'PYTHON'
import asyncio

import uvloop


async def fired() -> str:
    loop, order, both = asyncio.get_running_loop(), [], asyncio.Event()

    def fire(name: str) -> None:
        order.append(name)
        if len(order) == 2:
            both.set()

    loop.call_later(0.0104, fire, "10.4 ms")
    loop.call_later(0.0096, fire, "9.6 ms")
    await both.wait()
    return ", ".join(order)


print("asyncio:", asyncio.run(fired()))
print("uvloop:", uvloop.run(fired()))
PYTHON
timeout 30 "$work/venv/bin/python" "$work/timers.py" >"$work/told.txt" || exit 1
echo "uvloop 0.23.0; $(paste -sd';' "$work/told.txt")"
[ "$(cat "$work/told.txt")" = "asyncio: 9.6 ms, 10.4 ms
uvloop: 10.4 ms, 9.6 ms" ]
