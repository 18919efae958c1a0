"""A session: one device of one person, with its connections one after the other, recorded from open to close.

The session is where a connection meets the adapter: each frame becomes history rows the moment it arrives (events
through `normalise`, subscriptions and claims through `notices`, broken frames through `schema_of`; a frame at which
the adapter raises has a row that says so, and breaks the schema), and each command gets a reference under which its
answer is found. A command's answer is a control frame; its statements about the session become separate rows of the
history. Every frame sent has a row with its number in its connection, and a connection's end is recorded with the
last error that the server sent.
"""

import asyncio
import contextlib
import itertools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from lockstep.actors.exchanges import record_exchange, record_exchanges
from lockstep.actors.pending_commands import PendingCommands
from lockstep.actors.received_rows import Ear, Message, check_notice, received_row, subscription_of
from lockstep.clients.api import Exchange, exchanges
from lockstep.clients.dialects.base import BrokenCodecError, Frame, MalformedFrameError, Raw
from lockstep.clients.outside import said_by
from lockstep.clients.realtime import Closed, RealtimeClient, RefusedError
from lockstep.history.bodies import frame_size
from lockstep.history.recorder import Recorder
from lockstep.history.rows import (
    Close,
    Continue,
    Open,
    Pause,
    Phase,
    Position,
    Recv,
    Resume,
    Resumed,
    Send,
    Subscribe,
    Unsubscribe,
)
from lockstep.targets.base import ConnectArgs, ConnectRequest, Identity, Notice, Target
from lockstep.targets.declarations import AdapterError
from lockstep.targets.guard import adapter_error, guarded

ANSWER_S = 5.0


class NoAnswerError(AssertionError):
    """A command over the socket was not answered in time; the text gives the command, its session and the waiting
    time."""


class Session:
    """One device of one person. `channels` are its connection's subscriptions, `behind` those of them, or of revoked
    ones, in which the server could not deliver missed events; `positions` are the last places received; `closed` is
    how the connection ended, once it has; `on_lost` is called then. `errors` are the connections and numbers of the
    messages that the adapter calls errors, `broke` is the adapter's first mistake at a frame. While `mute` is set,
    which ends with the connection, the session sends nothing by itself."""

    def __init__(self, target: Target, recorder: Recorder, identity: Identity, device: str) -> None:
        """Nothing is opened yet."""
        self.person = identity.person
        self.device = device
        self.name = f"{identity.person}/{device}"
        self.conn = ""
        self.channels: set[str] = set()
        self.positions: dict[str, Position] = {}
        self.behind: set[str] = set()
        self.closed: Closed | None = None
        self.on_lost: Callable[[Closed], None] | None = None
        self.mute = False
        self.errors: set[tuple[str, int]] = set()
        self.broke: AdapterError | None = None
        self._over: set[str] = set()
        self._paused = False
        self._target = guarded(target)
        self._recorder = recorder
        self._identity = identity
        self._chosen: frozenset[str] = frozenset()
        self._client: RealtimeClient | None = None
        self._codec = target.codec()
        self._asked: dict[str, Position] = {}
        self._replies: set[asyncio.Task[None]] = set()
        self._conns = itertools.count(1)
        self._refs = itertools.count(1)
        self._sent = itertools.count(1)
        self._errors: dict[str, tuple[int, str]] = {}
        self._commands = PendingCommands(self._target)
        self._admitted: asyncio.Future[bool] | None = None

    @property
    def is_open(self) -> bool:
        """Whether there is an open connection."""
        return self._client is not None and self._client.is_open and self.conn not in self._over

    async def open(self, args: ConnectArgs | None = None, *, timeout_s: float = ANSWER_S) -> bool:
        """Open a new connection and wait until the server accepts the person; false when it rejects them.

        `args` replaces the adapter's arguments (another token, another place for it). If connecting subscribes
        or resumes, that is in the history too."""
        args = args or self._target.connect_args(ConnectRequest(self._identity))
        self.conn = f"{self.name}#{next(self._conns)}"
        self.channels.clear()
        self.behind.clear()
        self.closed, self._paused, self.mute = None, False, False
        self._chosen = frozenset()
        self._sent = itertools.count(1)
        self._admitted = asyncio.get_running_loop().create_future()
        self._record(Open(phase="requested", how=args.how))
        self._by_address(args, "requested")
        self._codec, address = self._target.codec(), urlsplit(args.url)
        self._codec.opened(urlunsplit(("", "", address.path, address.query, "")))
        self._client = RealtimeClient(self._codec, Ear(self.conn, self.received, self.ended))
        try:
            handshake = await self._client.open(
                args.url,
                headers=args.headers,
                subprotocols=args.subprotocols,
                agent=f"lockstep ({self.person}; {self.device})",
                timeout_s=timeout_s,
                proxy=args.proxy,
            )
        except RefusedError as error:
            number, status = self._shook_hands(error.handshake), error.handshake.status
            self._record(Open(phase="refused", how=args.how, reason=str(error), status=status, exchange=number))
            self._by_address(args, "refused", str(error))
            return False
        self._record(Open(phase="done", how=args.how, exchange=self._shook_hands(handshake)))
        self._by_address(args, "done")
        try:
            for message in args.first:
                await self._send(self._client, message, self._kind_of(message))
        except ConnectionError:  # the server closed at once; its close is in the history
            return False
        await self._find_positions(args)
        return not (self._target.greets and args.greeted) or await self._is_let_in(self._admitted, timeout_s)

    def _by_address(self, args: ConnectArgs, phase: Phase, reason: str = "") -> None:
        """Record the requests implied by opening a connection like this, and their outcome."""
        if args.channels and phase == "requested":
            self.positions = {channel: at for channel, at in self.positions.items() if channel in args.channels}
        chosen = [channel for channel in args.channels if channel not in args.since]
        for channel in chosen:
            self.positions.pop(channel, None)
            self._record(Subscribe(phase=phase, channel=channel, reason=reason))
        if args.since:
            recovered = {channel: Resumed(recovered=True) for channel in args.since} if phase == "done" else {}
            self._record(Resume(phase=phase, asked=args.since, claims=recovered, reason=reason))
        if phase == "done":
            self.channels.update(chosen, args.since)

    async def _find_positions(self, args: ConnectArgs) -> None:
        """Learn the starting positions of subscriptions made by connecting; events received meanwhile take
        precedence."""
        for channel in args.channels:
            if channel not in self.positions and channel not in args.since:
                with exchanges() as taken:
                    begins = await self._target.position(channel)
                record_exchanges(self._recorder, taken, "position", person=self.person)
                if begins is not None:
                    self.positions.setdefault(channel, begins)

    async def _is_let_in(self, admitted: asyncio.Future[bool], timeout_s: float) -> bool:
        """Wait for the server's greeting, then for anything it sends with it: the answer to a ping comes after
        that."""
        try:
            let_in = await asyncio.wait_for(asyncio.shield(admitted), timeout_s)
        except TimeoutError as error:
            raise NoAnswerError(
                f"{self.name} was neither accepted nor rejected within {timeout_s:g} s of opening its connection"
            ) from error
        return let_in and await self.round_trip()

    async def come_back(
        self, positions: dict[str, Position] | None = None, connected: Callable[[], None] | None = None
    ) -> bool:
        """Open a new connection and ask for events missed since `positions`, by default the last received; false when
        the server rejected it. `connected` is called when it is open, before the request."""
        asked = dict(self.positions if positions is None else positions)
        args = self._target.connect_args(ConnectRequest(self._identity, tuple(asked), since=asked))
        if not await self.open(args):
            return False
        if connected is not None:
            connected()
        if not args.since:
            return await self.resume(asked)
        self._chosen = frozenset(args.channels)
        return True

    async def command(self, kind: str, data: Any, *, ref: str | None = None, channel: str | None = None) -> Frame:
        """Send a command and return the control frame that answers it. Raises NoAnswerError, ConnectionError."""
        ref = ref or f"{self.conn}.{next(self._refs)}"
        answered = self._commands.begin(ref, kind, data)
        try:
            await self._send(self._client, self._codec.encode(kind, ref=ref, data=data), kind, ref, channel)
            return await asyncio.wait_for(answered, ANSWER_S)
        except TimeoutError as error:
            raise NoAnswerError(f"{self.name} sent {kind} and received no answer within {ANSWER_S:g} s") from error
        finally:
            self._commands.end(ref)

    async def tell(self, kind: str, data: Any, *, ref: str | None = None, channel: str | None = None) -> None:
        """Send a command that is never answered. Raises ConnectionError."""
        await self._send(self._client, self._codec.encode(kind, ref=ref, data=data), kind, ref, channel)

    async def send_raw(self, raw: Raw) -> None:
        """Send a message unchanged. Raises ConnectionError when there is no connection."""
        await self._send(self._client, raw, self._kind_of(raw))

    async def _send(
        self, client: RealtimeClient | None, raw: Raw, kind: str, ref: str | None = None, channel: str | None = None
    ) -> None:
        """Record a frame and send it. There is no await between numbering and sending, so that the numbers give the
        order on the wire. Raises ConnectionError when there is no connection."""
        n = next(self._sent) if client is not None and client.is_open else None
        name = self._recorder.raw(raw)
        self._record(Send(kind=kind, ref=ref, channel=channel, n=n, size=frame_size(raw), raw=name))
        if client is None:
            raise ConnectionError(f"{self.name} has no connection")
        await client.send(raw)

    def _kind_of(self, raw: Raw) -> str:
        """The kind of a frame that was not encoded here; a separate codec reads it, because codecs keep state."""
        try:
            return next((frame.kind for frame in self._target.codec().decode(raw)), "empty")
        except MalformedFrameError:
            return "malformed"

    def _shook_hands(self, handshake: Exchange) -> int:
        return record_exchange(
            self._recorder, handshake, "connect", person=self.person, session=self.name, conn=self.conn
        )

    async def subscribe(self, channel: str) -> bool:
        """Subscribe to a channel, by a command or by a new connection; false when the server rejected it."""
        asked = self._target.subscribe(channel)
        if asked is None:
            return await self._hear_by_connecting(self._chosen | {channel})
        return await self._ask(channel, asked, Subscribe)

    async def unsubscribe(self, channel: str) -> bool:
        """Unsubscribe from a channel, by a command or by a new connection; false when the server rejected it."""
        asked = self._target.unsubscribe(channel)
        if asked is None:
            return await self._hear_by_connecting(self._chosen - {channel})
        return await self._ask(channel, asked, Unsubscribe)

    async def resume(self, positions: dict[str, Position]) -> bool:
        """Ask for events missed since these positions; false when the server rejected it."""
        asked = self._target.resume(positions)
        if asked is None:
            raise LookupError(f"target {self._target.name} has no resume")
        self._asked = positions
        self._record(Resume(phase="requested", asked=positions))
        try:
            refusal = self._target.refusal(await self.command(*asked))
        except ConnectionError:
            closed = self.closed
            if closed is None or closed.by != "server" or not closed.clean:
                raise
            refusal = f"closed with {closed.code} {closed.reason}".strip()  # some servers reject in no other way
        if refusal is not None:
            self._record(Resume(phase="refused", asked=positions, reason=refusal))
        return refusal is None

    async def authenticate(self) -> bool:
        """Give the open connection the person's newest token; false when the server rejected it."""
        asked = self._target.authenticate(self._identity)
        if asked is None:
            raise LookupError(f"target {self._target.name} cannot renew the token of an open connection")
        return self._target.refusal(await self.command(*asked)) is None

    async def fails_within(self, seconds: float) -> bool:
        """Whether an error comes within this time, or has come since the last subscription without an answer."""
        return await self._commands.fails_within(seconds)

    async def round_trip(self) -> bool:
        """Whether the server answered a ping, after everything it had sent before."""
        if not self.is_open or self._client is None:
            return False
        asked = self._target.ping()
        if asked is None:
            return await self._client.ping(ANSWER_S)
        try:
            await self.command(*asked)
        except (NoAnswerError, ConnectionError):
            return False
        return True

    async def close(self) -> None:
        """End the connection with a closing handshake; without one, nothing happens."""
        if self._client is not None and self._client.is_open:
            self._record(Close(phase="requested", by="us"))
            await self._client.close()

    def pause(self) -> None:
        """Stop reading, so that frames fill the backend's buffers. Raises ConnectionError without a connection."""
        if self._client is None:
            raise ConnectionError(f"{self.name} has no connection")
        self._client.pause()
        self._paused = True
        self._record(Pause())

    def go_on(self) -> None:
        """Resume reading; does nothing if reading was not paused."""
        if self._client is not None and self._paused:
            self._paused = False
            self._record(Continue())
            self._client.go_on()

    async def cut(self) -> None:
        """End the connection without a closing handshake."""
        if self._client is not None and self._client.is_open:
            self._record(Close(phase="requested", by="us", reason="cut"))
            await self._client.abort()

    async def _hear_by_connecting(self, channels: frozenset[str]) -> bool:
        """Replace the open connection with a new one that subscribes to exactly these channels."""
        args = self._target.connect_args(ConnectRequest(self._identity, tuple(sorted(channels))))
        if not channels <= set(args.channels):
            raise LookupError(
                f"target {self._target.name} has no command for this, and its connect_args chooses no channels"
            )
        await self.close()
        opened = await self.open(args)
        if opened:
            self._chosen = channels
        return opened

    async def _ask(self, channel: str, asked: tuple[str, Any], row: type[Subscribe] | type[Unsubscribe]) -> bool:
        self._record(row(phase="requested", channel=channel))
        if asked[0] in self._target.unanswered:
            return await self._ask_unanswered(channel, asked, row)
        refusal = self._target.refusal(await self.command(*asked, channel=channel))
        if refusal is not None:
            self._record(row(phase="refused", channel=channel, reason=refusal))
        return refusal is None

    async def _ask_unanswered(
        self, channel: str, asked: tuple[str, Any], row: type[Subscribe] | type[Unsubscribe]
    ) -> bool:
        """Nothing confirms it: it is done after a round trip and the drain time, unless an error comes first."""
        begins = row is Subscribe
        self._commands.failed.clear()
        await self.tell(*asked, channel=channel)
        answered = await self.round_trip()
        if not answered or await self.fails_within(self._target.promised().drain_ms / 1000):
            reason = "an error came in answer" if answered else "the connection ended, or answered no ping"
            self._record(row(phase="refused", channel=channel, reason=reason))
            return False
        if (channel in self.channels) is not begins:  # the server may have said it in a frame of its own
            self._notice(self.conn, Notice("subscribe" if begins else "unsubscribe", "done", channel))
        return True

    def _record(self, row: Any, conn: str | None = None) -> None:
        row.person, row.session, row.conn = self.person, self.name, conn or self.conn
        self._recorder.record(row)

    def received(self, conn: str, n: int, raw: Raw, frames: list[Frame] | MalformedFrameError) -> None:
        """Record one message of connection `conn`."""
        message = Message(conn, n, self._recorder.raw(raw), frame_size(raw))
        if isinstance(frames, BrokenCodecError):
            self.broke = self.broke or adapter_error(self._target, "its codec's decode", frames.error)
        if isinstance(frames, MalformedFrameError):
            row = Recv(n=n, kind="malformed", event=False, schema=f"frame: {frames}")
            row.raw, row.size = message.raw, message.size
            self._record(row, conn)
            return
        for frame in frames:
            try:
                self._take(message, frame)
            except Exception as error:  # noqa: BLE001 - an adapter may raise anything, and the frame still arrived
                self.misread(frame, error)
                if isinstance(error, AdapterError) and not self._breaks_schema(frame):
                    self.broke = self.broke or error
                self._record_broken(message, frame, f"frame: the adapter raised {said_by(_cause_of(error))} at it")

    def misread(self, frame: Frame, error: Exception) -> None:
        """Learn what the adapter raised at a frame; the history says it too."""

    def _breaks_schema(self, frame: Frame) -> bool:
        """Whether the frame itself is wrong, by the adapter's own schema."""
        try:
            return self._target.schema_of(frame) is not None
        except AdapterError:
            return False

    def _take(self, message: Message, frame: Frame) -> None:
        """Record one frame, once the adapter has said everything about it."""
        broken = self._target.schema_of(frame)
        if frame.event:
            self._event(message, frame, broken)
        else:
            self._control(message, frame, broken)
        self._reply_to(message.conn, frame)

    def _record_broken(self, message: Message, frame: Frame, broken: str) -> None:
        """Record that a frame arrived that nothing more can be said of."""
        row = Recv(n=message.n, kind=frame.kind, event=False, channel=frame.channel, schema=broken)
        row.raw, row.size = message.raw, message.size
        self._record(row, message.conn)

    def _event(self, message: Message, frame: Frame, broken: str | None) -> None:
        events = self._target.normalise(frame)
        rows = [received_row(message, event, broken) for event in events]
        if broken is not None and not rows:
            self._record_broken(message, frame, broken)
        for event, row in zip(events, rows, strict=True):
            if event.seq is not None:
                self.positions[event.channel] = Position(event.epoch, event.seq)
            elif event.position is not None:
                self.positions[event.channel] = event.position
            self._record(row, message.conn)
        self._commands.answer(frame)

    def _control(self, message: Message, frame: Frame, broken: str | None) -> None:
        row = Recv(n=message.n, kind=frame.kind, event=False, ref=frame.ref, channel=frame.channel, schema=broken)
        row.raw, row.size = message.raw, message.size
        error, notices = self._target.error_of(frame), self._target.notices(frame)
        over = self._target.ends(frame)
        for notice in notices:
            check_notice(notice)
        if error is not None:
            self._errors[message.conn] = message.n, error
            self.errors.add((message.conn, message.n))
            self._commands.failed.set()
        self._record(row, message.conn)
        for notice in notices:
            self._notice(message.conn, notice)
        self._commands.answer(frame)
        if over is not None and message.conn not in self._over:
            self._over.add(message.conn)
            self._end(message.conn, Closed("server", None, True, over))

    def _reply_to(self, conn: str, frame: Frame) -> None:
        if self.mute:
            return
        for kind, data in self._target.replies(frame):
            reply = asyncio.create_task(self._reply(conn, kind, data), name=f"{self.name} replies {kind}")
            self._replies.add(reply)
            reply.add_done_callback(self._replies.discard)

    async def _reply(self, conn: str, kind: str, data: Any) -> None:
        """Send a reply that the server requires automatically, unless its connection has ended."""
        if self._client is None or conn != self.conn:
            return
        with contextlib.suppress(ConnectionError):  # its close is in the history
            await self._send(self._client, self._codec.encode(kind, data=data), kind)

    def _notice(self, conn: str, notice: Notice) -> None:
        match notice.about:
            case "authenticated":
                self._let_in(admitted=notice.phase == "done")
            case "subscribe" if notice.channel is not None:
                self._subscribed(notice.channel, notice.position)
                self._record(Subscribe(**subscription_of(notice)), conn)
            case "unsubscribe" if notice.channel is not None:
                self.channels.discard(notice.channel)
                self.positions.pop(notice.channel, None)
                self._record(Unsubscribe(**subscription_of(notice)), conn)
            case "resume":
                claims = notice.claims
                if notice.phase == "done" and not claims:
                    claims = {channel: Resumed(recovered=True) for channel in self._asked}
                self.behind = {channel for channel, claim in claims.items() if not claim.recovered}
                lost = {channel for channel in self.behind if claims[channel].end is None}
                self.channels |= claims.keys() - lost
                self._record(Resume(phase=notice.phase, claims=claims, reason=notice.reason), conn)

    def _subscribed(self, channel: str, position: Position | None) -> None:
        self.channels.add(channel)
        if position is not None:
            self.positions[channel] = position

    def _let_in(self, *, admitted: bool) -> None:
        if self._admitted is not None and not self._admitted.done():
            self._admitted.set_result(admitted)

    def ended(self, conn: str, closed: Closed) -> None:
        """Record the end of connection `conn`, and end all waiting for it; nothing more if a frame had ended it."""
        if conn not in self._over:
            self._end(conn, closed)

    def _end(self, conn: str, closed: Closed) -> None:
        error_n, error = self._errors.pop(conn, (None, None))
        row = Close(by=closed.by, code=closed.code, clean=closed.clean, reason=closed.reason)
        row.error, row.error_n = error, error_n
        self._record(row, conn)
        if conn == self.conn:
            self.closed = closed
        self._let_in(admitted=False)
        self._commands.fail(f"{self.name} was closed ({closed.code} {closed.reason})")
        if conn == self.conn and self.on_lost is not None:
            self.on_lost(closed)


def _cause_of(error: Exception) -> BaseException:
    return (error.__cause__ or error) if isinstance(error, AdapterError) else error
