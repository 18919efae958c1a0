#!/usr/bin/env bash
# asgi-idempotency-header 0.2.0: the replay of an answer has its status and JSON only; Location and ETag are gone.
#
# The middleware promises that a request repeated under its Idempotency-Key is given the answer that was saved. What is saved
# is the body as JSON and the status. A client whose first 201 was lost on the way, and which therefore asks again, is told
# 201 without the Location of what it made and without the ETag it needs for its next If-Match.
# Exits with 1 when that is no longer so.
set -u
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work" || exit 2
python3 -m venv venv || exit 2
venv/bin/pip install --quiet --disable-pip-version-check asgi-idempotency-header==0.2.0 starlette==1.10.0 fastapi==0.165.0 redis==8.1.0 \
    httpx==0.28.1 >&2 || exit 2
cat >replay.py <<'PYTHON'
import asyncio
from itertools import count

import httpx
from idempotency_header_middleware import IdempotencyHeaderMiddleware
from idempotency_header_middleware.backends import MemoryBackend
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route

numbers = count(1)


async def order(_):
    number = next(numbers)
    return JSONResponse({"id": number}, 201, {"Location": f"/orders/{number}", "ETag": f'"v{number}"'})


application = Starlette(
    routes=[Route("/orders", order, methods=["POST"])],
    middleware=[Middleware(IdempotencyHeaderMiddleware, backend=MemoryBackend())],
)


async def main() -> None:
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="http://orders.test") as client:
        for name in ("first", "replay"):
            answer = await client.post("/orders", headers={"Idempotency-Key": "a"})
            shown = [answer.headers.get(one) for one in ("location", "etag", "idempotent-replayed")]
            print(f"{name}:", answer.status_code, answer.json()["id"], *shown)


asyncio.run(main())
PYTHON
timeout 60 venv/bin/python replay.py >told.txt || exit 1
echo "asgi-idempotency-header 0.2.0 (status, id, Location, ETag, Idempotent-Replayed); $(paste -sd';' told.txt)"
[ "$(cat told.txt)" = 'first: 201 1 /orders/1 "v1" None
replay: 201 1 None None true' ]
