"""nchan at full speed: the same facts as the adapter's, from bytes; and a whole run against a real one."""

import asyncio
import ssl
from pathlib import Path

import pytest
from lockstep.clients.dialects.base import MalformedFrameError
from lockstep.history.digest import digest
from lockstep.history.rows import Budgets, Position
from lockstep.load.distribution.run import run
from lockstep.load.distribution.summary import broken
from lockstep.load.plan import Plan, Shape
from lockstep.load.population import assemble
from lockstep.targets.load_profile import Caller, EventFrame
from lockstep.targets.nchan.adapter import NchanTarget
from lockstep.targets.nchan.load_profile import NchanLoadProfile

from tests.targets.nchan.needing import needs_nginx

ANA = Caller("Ana", "user:1")
CHANNEL = "chatroom:a"
POSTED = {"channel": CHANNEL, "author": "user:1", "content": "hello"}


def load_profile() -> NchanLoadProfile:
    return NchanLoadProfile("http://127.0.0.1:8000", "ws://127.0.0.1:8000")


def test_a_message_is_a_whole_request() -> None:
    head, _, body = (
        load_profile()
        .request(ANA, "r.1", "post_message", {"channel": CHANNEL, "content": "hello"})
        .partition(b"\r\n\r\n")
    )
    assert head.startswith(b"POST /pub/chatroom:a HTTP/1.1\r\nHost: 127.0.0.1:8000\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert body == b'{"channel":"chatroom:a","author":"user:1","content":"hello"}'


def test_answer_and_event_agree() -> None:
    fields = {"channel": CHANNEL, "content": "hello"}
    load_profile().request(ANA, "r.1", "post_message", fields)
    answer = b'{"messages": 1, "requested": 0, "subscribers": 1, "last_message_id": "17:0"}'
    said = load_profile().answer("post_message", fields, 201, answer)
    [received] = load_profile().frames(
        'id: 17:0\ncontent-type: application/json\n\n{"channel":"chatroom:a","author":"user:1","content":"hello"}'
    )
    assert isinstance(received, EventFrame)
    assert (received.entity, received.digest, received.schema) == (said.entity, said.digest, None)
    assert said.digest == digest(POSTED | {"id": "17:0"})
    assert received.channel == CHANNEL


@pytest.mark.parametrize("body", [b"no JSON", b'{"messages": 1}'])
def test_a_broken_answer_is_told(body: bytes) -> None:
    fields = {"channel": CHANNEL, "content": "hello", "author": "user:1"}
    assert load_profile().answer("post_message", fields, 201, body).schema is not None


def test_what_is_no_message_is_malformed() -> None:
    with pytest.raises(MalformedFrameError):
        load_profile().frames("nothing")


def test_channels_and_position_stand_in_the_address() -> None:
    args = load_profile().connect(ANA, (CHANNEL,), {CHANNEL: Position(place="17:0")})
    assert args.url == "ws://127.0.0.1:8000/sub/chatroom:a?last_event_id=17:0"
    assert args.channels == (CHANNEL,)
    with pytest.raises(LookupError, match="not in several"):
        load_profile().connect(ANA, (CHANNEL, "chatroom:b"), {CHANNEL: Position(place="17:0")})


@needs_nginx
def test_a_load_on_nchan_loses_nothing(tmp_path: Path) -> None:
    async def gathered(target: NchanTarget) -> Plan:
        await target.start()
        crowd = await assemble(target, 4, 2, seed=1, name="tests")
        return Plan(
            load_profile=target.load_profile, api=target.api_base_url, ws=target.websocket_url, run="run", seed=1,
            users=crowd.callers, rooms=crowd.rooms, shapes=(Shape(seconds=1, rate=20),), promises=target.promises,
            timeout_s=60.0, budgets=Budgets(loss_ms=30_000),
        )  # fmt: skip

    target = NchanTarget(ssl.create_default_context(), tmp_path / "nginx.log")
    loop = asyncio.new_event_loop()
    try:
        plan = loop.run_until_complete(gathered(target))
        result = run(plan, tmp_path / "load", backend=target.pid())
    finally:
        loop.run_until_complete(target.stop())
        loop.close()
    assert [(one.property, one.reason, one.witnesses) for one in broken(result.verdicts)] == []
    assert (result.errors, result.deliveries_owed, result.deliveries_received) == ({}, 40, 40)
    assert result.backend is not None
    assert result.backend.memory_most > 0
