"""What an adapter makes of what its backend sends, as the suite calls it: messages of a socket through a session,
answers of the API through an actor. Whatever comes, the history afterwards can be written and read again.
"""

import asyncio
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from lockstep.actors.actor import Actor
from lockstep.clients.api import tls_context
from lockstep.clients.dialects.base import MalformedFrameError, Raw
from lockstep.history.recorder import Recorder
from lockstep.history.rows import AnyRow, Budgets, Fail, Header, Info, Ok, Read, Recv, Snapshot
from lockstep.settings import Settings
from lockstep.targets.base import Identity, Target, TargetFaultError
from lockstep.targets.registry import make_target

from evidence.fuzz import reader
from evidence.fuzz.mutations import documents, octets, weighted
from evidence.fuzz.reader import Outcome, Reader, ensure

CONN = "Ana/laptop#1"
STATUSES = (200, 200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 405, 408, 409, 413, 422, 425, 429, 500, 503)
_HEADERS: tuple[dict[str, str], ...] = (
    {}, {}, {},
    {"content-type": "application/json"},
    {"content-type": "text/html; charset=latin-9"},
    {"content-type": "application/json; charset=no-such"},
    {"content-encoding": "gzip"},
    {"content-encoding": "br, deflate"},
    {"set-cookie": "a=b; expires=never"},
    {"x-request-id": ""},
    {"retry-after": "soon"},
    {"location": "http://["},
)  # fmt: skip
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(AnyRow)


class Answered(NamedTuple):
    """One answer of the API, to an operation with its fields; `reads` where it is a read. A clean-up that may follow
    is answered alike."""

    operation: str
    fields: dict[str, Any]
    reads: bool
    status: int
    headers: dict[str, str]
    content: bytes
    cleans_up: bool


class Asked(NamedTuple):
    """An operation with its fields, and an answer that is right."""

    operation: str
    fields: dict[str, Any]
    right: Any
    reads: bool = False


Prepare = Callable[[Target], None]
"""Tells a target what it would know by then."""


def _as_it_is(target: Target) -> None:
    del target


def messages_reader(
    target: str, inputs: SearchStrategy[Raw], prepare: Prepare = _as_it_is, rare: tuple[str, ...] = ()
) -> Reader:
    """The messages of a target's socket. `rare` is `nothing` where a message may rightly leave no row."""

    @contextmanager
    def opened() -> Iterator[reader.Read]:
        with _made(target, prepare) as (made, runner):
            yield lambda raw: runner.run(_received(made, raw))

    return Reader(
        f"messages of {target}", inputs, opened, frozenset({"rows", "broken", "malformed"}), frozenset(rare)
    )


def answers_reader(target: str, asked: tuple[Asked, ...], prepare: Prepare = _as_it_is) -> Reader:
    """The answers of a target's API."""
    inputs = weighted(*((1, _answers(one)) for one in asked))

    @contextmanager
    def opened() -> Iterator[reader.Read]:
        with _made(target, prepare) as (made, runner):
            yield lambda one: runner.run(_answered(made, one))

    return Reader(f"answers of {target}", inputs, opened, frozenset({"rows", "broken", "refused"}))


def _answers(asked: Asked) -> SearchStrategy[Answered]:
    right = msgspec.json.encode(asked.right)
    content = weighted((4, documents((asked.right,))), (1, octets((right, b"<html>no</html>", b""))))
    return st.builds(
        Answered,
        st.just(asked.operation),
        st.just(asked.fields),
        st.just(asked.reads),
        st.sampled_from(STATUSES),
        st.sampled_from(_HEADERS),
        content,
        st.sampled_from((False, False, False, True)),
    )


@contextmanager
def _made(name: str, prepare: Prepare) -> Iterator[tuple[Target, asyncio.Runner]]:
    """The target, not started, and a loop."""
    with tempfile.TemporaryDirectory(prefix="lockstep-fuzz-") as folder, asyncio.Runner() as runner:
        target = make_target(Settings(target=name), tls_context(), Path(folder))
        target.go_to("http://127.0.0.1:1", "ws://127.0.0.1:1")
        prepare(target)
        yield target, runner
        runner.run(target.stop())


def _recorder(target: Target) -> Recorder:
    promises = target.promised()
    return Recorder(Header(scenario="s", title="t", seed=1, target=target.name, promises=promises, budgets=Budgets()))


def _identity() -> Identity:
    return Identity("Ana", id="user:3", company="company:1", email="ana@example.com", password="long-enough-1!",
                    access_token="a.b.c", refresh_token="r", extra={"full_name": "Ana Lis"})  # fmt: skip


async def _received(target: Target, raw: Raw) -> Outcome:
    recorder, identity = _recorder(target), _identity()
    session = Actor(target, recorder, identity).session()
    frames: Any
    try:
        frames = target.codec().decode(raw)
    except MalformedFrameError as error:
        frames = error
    session.received(CONN, 1, raw, frames)
    rows = _written(recorder)
    told = [row.schema for row in rows if isinstance(row, Recv) and row.schema is not None]
    if isinstance(frames, MalformedFrameError):
        ensure(bool(told), "a malformed message left no row that says so")
        return Outcome("malformed", told[0])
    for frame in frames:
        broken = target.schema_of(frame)
        ensure(
            broken is None or broken in told, f"a frame that breaks the schema ({broken}) left no row that says so"
        )
    if told:
        return Outcome("broken", told[0])
    return Outcome("rows" if rows else "nothing")


async def _answered(target: Target, given: Answered) -> Outcome:
    recorder, identity = _recorder(target), _identity()
    actor = Actor(target, recorder, identity)
    with _api_answers(given):
        try:
            if given.reads:
                await actor.read(given.operation, **given.fields)
            else:
                await actor.perform(given.operation, w="w1", **given.fields)
        except TargetFaultError as error:
            return Outcome("refused", str(error))
        finally:
            if given.cleans_up:
                await target.clean_up([])
    row = next(row for row in _written(recorder) if isinstance(row, Ok | Fail | Info | Read | Snapshot))
    if row.schema is not None:
        return Outcome("broken", row.schema)
    right = isinstance(row, Ok) or (isinstance(row, Read | Snapshot) and row.status == "200")
    ensure(not right or _is_json(given.content), "took an answer for right that is no JSON")
    return Outcome("rows" if right else "refused")


def _is_json(content: bytes) -> bool:
    try:
        msgspec.json.decode(content)
    except (ValueError, RecursionError):
        return False
    return True


def _written(recorder: Recorder) -> list[Any]:
    """The rows after the header, written and read again as a journal does."""
    rows = list(recorder.history.rows(1))
    for row in rows:
        again = _decoder.decode(recorder.redact(_encoder.encode(row).decode()))
        ensure(type(again) is type(row), "a row was read again as another")
    return rows


@contextmanager
def _api_answers(given: Answered) -> Iterator[None]:
    """Whatever is asked over HTTP, this is answered."""

    async def handle(_: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        await request.aread()
        headers: Mapping[str, str] = given.headers
        return httpx.Response(given.status, headers=headers, stream=_Body(given.content), request=request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle)
        yield


class _Body(httpx.AsyncByteStream):
    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> Any:
        yield self._content
