"""Sockets under load: one device of one user, its connections one after the other, on picows.

A device that `returns` reconnects by itself when its connection ends unexpectedly: it retries, with growing pauses,
until it is accepted and has requested its missed events.

The timestamp is taken first in the callback; a message with known bytes is in the buffer three appends later. Rare
events (commands, subscriptions, closes) go through `Control` frames and become rows, like those of a `Session`.
Errors: OSError and NotAnsweredError, each naming the user.
"""

import asyncio
import itertools
import time
from collections.abc import Callable
from typing import Any, Literal

from picows import WSCloseCode, WSError, WSFrame, WSHandshakeError, WSListener, WSMsgType, WSTransport, ws_connect

from lockstep.actors.auto_reconnect import tries
from lockstep.clients.dialects.base import MalformedFrameError
from lockstep.clients.tls import tls_for
from lockstep.history.rows import Close, Continue, Open, Pause, Phase, Position, Recv, Resume, Subscribe
from lockstep.load.engine.event_buffer import Tape
from lockstep.targets.base import ConnectArgs
from lockstep.targets.load_profile import Caller, Control, EventFrame, LoadProfile

ANSWER_S = 10.0
RETURN_S = 60.0
_READ_BUFFER = 2_048
_now = time.monotonic_ns


class NotAnsweredError(Exception):
    """A connection or command was not answered, or was rejected; the text names the user and the reason."""


class _Ear(WSListener):
    """Receives the events of one connection."""

    def __init__(self, device: "Device", conn: int, args: ConnectArgs) -> None:
        super().__init__()
        self.device, self.conn, self._args = device, conn, args
        tape = device.tape
        self._known = tape.known
        self._times, self._conns, self._frames = tape.times, tape.conns, tape.frames
        self._parts: list[bytes] = []
        self._text = True

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.device.stands(transport, self._args)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        t = _now()
        raw = frame.get_payload_as_bytes()
        place = self._known.get(raw)
        if place is not None and frame.fin and not self._parts:
            self._times.append(t)
            self._conns.append(self.conn)
            self._frames.append(place)
        else:
            self._rare(t, transport, frame, raw)

    def _rare(self, t: int, transport: WSTransport, frame: WSFrame, raw: bytes) -> None:
        kind = frame.msg_type
        if kind in {WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.CONTINUATION}:
            self._text = kind == WSMsgType.TEXT or (kind == WSMsgType.CONTINUATION and self._text)
            self._parts.append(raw)
            if frame.fin:
                raw, self._parts = b"".join(self._parts), []
                self.device.received(t, self.conn, raw, text=self._text)
        elif kind == WSMsgType.PONG:
            self.device.ponged()
        elif kind == WSMsgType.CLOSE:
            self.device.code = frame.get_close_code().value
            transport.send_close(WSCloseCode.OK)
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.device.ended(_now(), self.conn)


class Device:
    """One device of one user."""

    def __init__(
        self,
        load_profile: LoadProfile,
        tape: Tape,
        caller: Caller,
        channels: tuple[str, ...],
        name: str = "load",
        *,
        meanwhile: Callable[[int], None],
    ) -> None:
        """Nothing is opened yet; `channels` are those to subscribe to. `meanwhile` is called during long work, with
        the time (ns)."""
        self.caller, self.channels, self.tape = caller, channels, tape
        self.name = f"{caller.person}/{name}"
        self.code: int | None = None
        self.returns = False
        self._meanwhile = meanwhile
        self._coming_back: asyncio.Task[None] | None = None
        self.positions: dict[str, Position] = {}
        self._profile = load_profile
        self._conns: set[int] = set()
        self._conn = ""
        self._transport: WSTransport | None = None
        self._parting = False
        self._refs = itertools.count(1)
        self._answers: dict[str, asyncio.Future[Control]] = {}
        self._admitted: asyncio.Future[bool] | None = None
        self._pong: asyncio.Future[None] | None = None
        self._over: asyncio.Future[None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether a connection is open."""
        return self._transport is not None

    @property
    def conn(self) -> str:
        """The name of the newest connection."""
        return self._conn

    # acts

    async def connect(self, *, resume: bool = False) -> None:
        """Open a connection and subscribe to every channel; with `resume`, request missed events too. Raises OSError,
        NotAnsweredError."""
        since = self._positions() if resume else None
        args = self._profile.connect(self.caller, self.channels, since)
        self._conn = f"{self.name}#{len(self._conns) + 1}"
        number = self.tape.intern(self._conn)
        self._conns.add(number)
        loop = asyncio.get_running_loop()
        self._admitted, self._over = loop.create_future(), loop.create_future()
        self._parting, self.code = False, None
        self._row(Open(phase="requested", how=args.how))
        self._by_address(args.channels, args.since, "requested")
        try:
            transport, _ = await ws_connect(
                lambda: _Ear(self, number, args),
                args.url,
                ssl_context=tls_for(args.url),
                extra_headers=args.headers,
                read_buffer_init_size=_READ_BUFFER,
                websocket_handshake_timeout=ANSWER_S,
                max_redirects=0,
            )
        except (WSError, OSError, TimeoutError) as error:
            answered = error.response if isinstance(error, WSHandshakeError) else None
            status = None if answered is None else int(answered.status)
            self._row(Open(phase="refused", how=args.how, reason=type(error).__name__, status=status))
            raise NotAnsweredError(f"{self.name} could not connect: {error or type(error).__name__}") from error
        if self._transport is None:  # picows also returns connections that ended before the answer to the handshake
            if not self._over.done():
                self._row(Open(phase="refused", how=args.how, reason="ended"))
            raise NotAnsweredError(f"{self.name} could not connect: its connection ended at once")
        for message in args.first:
            transport.send(WSMsgType.TEXT, message.encode() if isinstance(message, str) else message)
        if self._profile.greets and not await self._is_let_in(self._admitted):
            raise NotAnsweredError(f"{self.name} was not accepted")
        await self._listen(since if since and not args.since else None, args.channels)

    async def leave(self, how: str) -> None:
        """End the connection, with or without a closing handshake, and wait until it is over."""
        if self._transport is None or self._over is None:
            return
        over = self._over
        self._parting = True
        self._row(Close(phase="requested", by="us", reason="cut" if how == "cut" else ""))
        if how == "close":
            self._transport.send_close(WSCloseCode.OK)
            await asyncio.wait((over,), timeout=ANSWER_S)
        if self._transport is not None:
            self._transport.disconnect(graceful=False)
            await over

    async def is_back(self) -> str:
        """Wait until a reconnecting device is connected or has given up; returns the reason for giving up, or
        nothing."""
        if self._coming_back is None:
            return ""
        try:
            await self._coming_back
        except NotAnsweredError as error:
            return f"{error}, for {RETURN_S:g} s"
        return ""

    async def _come_back(self) -> None:
        async for attempt in tries(NotAnsweredError, RETURN_S):
            with attempt:
                try:
                    await self.connect(resume=True)
                except NotAnsweredError:
                    await self.leave("cut")
                    raise

    def pause(self) -> None:
        """Pause reading."""
        if self._transport is not None:
            self._row(Pause())
            self._transport.underlying_transport.pause_reading()

    def go_on(self) -> None:
        """Read again."""
        if self._transport is not None:
            self._row(Continue())
            self._transport.underlying_transport.resume_reading()

    async def round_trip(self) -> bool:
        """Whether the server answered a ping, after everything it had sent before."""
        asked = self._profile.ping()
        try:
            if asked is not None:
                return (await self.command(asked)).refusal is None
            if self._transport is None:
                return False
            self._pong = asyncio.get_running_loop().create_future()
            self._transport.send_ping()
            await asyncio.wait_for(self._pong, ANSWER_S)
        except (NotAnsweredError, TimeoutError):
            return False
        return True

    async def command(self, asked: tuple[str, Any]) -> Control:
        """Send a command and wait for its answer. Raises NotAnsweredError."""
        if self._transport is None:
            raise NotAnsweredError(f"{self.name} has no connection")
        ref = f"{self._conn}.{next(self._refs)}"
        answered: asyncio.Future[Control] = asyncio.get_running_loop().create_future()
        self._answers[ref] = answered
        self._transport.send(WSMsgType.TEXT, self._profile.command(asked, ref))
        try:
            return await asyncio.wait_for(answered, ANSWER_S)
        except TimeoutError as error:
            raise NotAnsweredError(f"{self.name} sent {asked[0]} and received no answer") from error
        finally:
            del self._answers[ref]

    async def _is_let_in(self, admitted: asyncio.Future[bool]) -> bool:
        try:
            return await asyncio.wait_for(admitted, ANSWER_S)
        except TimeoutError as error:
            raise NotAnsweredError(f"{self.name} was neither accepted nor rejected") from error

    async def _listen(self, since: dict[str, Position] | None, by_address: tuple[str, ...]) -> None:
        missing = [channel for channel in self.channels if channel not in by_address]
        if since:
            asked = self._profile.resume(since)
            if asked is None:
                raise NotAnsweredError(f"{self.name} wants to resume, and the target has no resume")
            self._row(Resume(phase="requested", asked=since))
            refusal = (await self.command(asked)).refusal
            if refusal is not None:
                self._row(Resume(phase="refused", asked=since, reason=refusal))
                raise NotAnsweredError(f"{self.name} could not resume: {refusal}")
            missing = [channel for channel in missing if channel not in since]
        for channel in missing:
            wanted = self._profile.subscribe(channel)
            if wanted is None:
                raise NotAnsweredError(f"{self.name} cannot subscribe to {channel}: the target has no command for it")
            self._row(Subscribe(phase="requested", channel=channel))
            refusal = (await self.command(wanted)).refusal
            if refusal is not None:
                self._row(Subscribe(phase="refused", channel=channel, reason=refusal))
                raise NotAnsweredError(f"{self.name} may not hear {channel}: {refusal}")

    def _positions(self) -> dict[str, Position]:
        received = self.tape.positions(self._conns)
        return {channel: received.get(channel, self.positions.get(channel, Position())) for channel in self.channels}

    # received messages

    def stands(self, transport: WSTransport, args: ConnectArgs) -> None:
        """The handshake was answered."""
        self._transport = transport
        self._row(Open(phase="done", how=args.how))
        self._by_address(args.channels, args.since, "done")

    def received(self, t: int, conn: int, raw: bytes, *, text: bool) -> None:
        """Parse a message whose bytes are not known yet."""
        self._meanwhile(t)
        try:
            frames = self._profile.frames(raw.decode() if text else raw)
        except (MalformedFrameError, UnicodeDecodeError) as error:
            self._row(Recv(n=0, kind="malformed", event=False, schema=f"frame: {error}"), t)
            return
        for frame in frames:
            if isinstance(frame, EventFrame):
                place = self.tape.frame(frame)
                self.tape.arrival(t, conn, place)
                if len(frames) == 1:
                    self.tape.remember(raw, place)
            else:
                self._control(t, frame)

    def _control(self, t: int, frame: Control) -> None:
        if frame.schema is not None:
            self._row(Recv(n=0, kind=frame.kind, event=False, schema=frame.schema), t)
        for notice in frame.notices:
            match notice.about:
                case "authenticated":
                    self._let_in(admitted=notice.phase == "done")
                case "subscribe" if notice.channel is not None:
                    if notice.position is not None:
                        self.positions[notice.channel] = notice.position
                    self._row(Subscribe(phase=notice.phase, channel=notice.channel, position=notice.position), t)
                case "resume":
                    self._row(Resume(phase=notice.phase, claims=notice.claims, reason=notice.reason), t)
                case _:
                    continue
        waiting = self._answers.get(frame.ref or "")
        if frame.answers and waiting is not None and not waiting.done():
            waiting.set_result(frame)

    def ponged(self) -> None:
        """The server answered a WebSocket ping."""
        if self._pong is not None and not self._pong.done():
            self._pong.set_result(None)

    def ended(self, t: int, conn: int) -> None:
        """A connection is over."""
        del conn
        by: Literal["us", "server", "network"] = (
            "us" if self._parting else "network" if self.code is None else "server"
        )
        self._row(Close(by=by, code=self.code, clean=self.code is not None), t)
        self._transport = None
        if by != "us" and self.returns and (self._coming_back is None or self._coming_back.done()):
            self._coming_back = asyncio.create_task(self._come_back(), name=f"return of {self.name}")
        self._let_in(admitted=False)
        if self._over is not None and not self._over.done():
            self._over.set_result(None)
        for waiting in (*self._answers.values(), self._pong):
            if waiting is not None and not waiting.done():
                waiting.set_exception(NotAnsweredError(f"{self.name} was closed ({self.code})"))

    def _let_in(self, *, admitted: bool) -> None:
        if self._admitted is not None and not self._admitted.done():
            self._admitted.set_result(admitted)

    def _by_address(self, channels: tuple[str, ...], since: dict[str, Position], phase: Phase) -> None:
        for channel in channels:
            if channel not in since:
                self._row(Subscribe(phase=phase, channel=channel))
        if since:
            self._row(Resume(phase=phase, asked=since))

    def _row(self, row: Any, t: int | None = None) -> None:
        row.person, row.session, row.conn = self.caller.person, self.name, self._conn
        self.tape.row(row, _now() if t is None else t)
