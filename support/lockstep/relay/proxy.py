"""The relay's server: accepts connections on a port of 127.0.0.1, and creates for each a pipe to the one upstream.

`start` returns the port; `stop` closes all sockets at once, on both ends, and returns when none is left. Errors:
RelayError, one sentence for people, when the port is not available.
"""

import asyncio
import itertools
import logging
from collections.abc import Callable, Iterator

from lockstep.clients.dialects.base import Codec
from lockstep.relay.errors import RelayError
from lockstep.relay.faults.active import Active
from lockstep.relay.pipe import Pipe
from lockstep.relay.plugin import Plugin
from lockstep.relay.traffic import Traffic
from lockstep.relay.websocket import RelayedWebSocket

_log = logging.getLogger(__name__)
_BACKLOG = 1024


class Relay:
    """One relay: one upstream, at most one plug-in, and optional network faults."""

    def __init__(
        self,
        upstream: tuple[str, int],
        codec: Callable[[], Codec],
        plugin: Plugin | None = None,
        faults: Active | None = None,
    ) -> None:
        """Nothing is opened yet. `codec` makes one for each connection. What a plug-in passes on then goes through
        the faults, as if it came from the backend."""
        self.plugin = plugin or (Plugin() if faults is not None else None)
        self.faults = faults
        if faults is not None:
            faults.connections = lambda: list(self._pipes.values())
            faults.changed = self._faults_changed
        if plugin is not None:
            made = codec()
            plugin.written_id, plugin.texts = made.written_id, tuple(getattr(made, "texts", ()))
        self.traffic = Traffic()
        self._upstream = upstream
        self._codec = codec
        self._server: asyncio.Server | None = None
        self._pipes: dict[int, Pipe] = {}
        self._numbers = itertools.count(1)
        self._connecting: set[asyncio.Task[None]] = set()
        self._empty = asyncio.Event()
        self._empty.set()

    async def start(self, port: int = 0) -> int:
        """Listen, on any free port if `port` is 0, and return the port. Raises RelayError."""
        try:
            self._server = await asyncio.get_running_loop().create_server(
                self._accept, "127.0.0.1", port, backlog=_BACKLOG
            )
        except OSError as error:
            raise RelayError(f"the relay cannot listen on port {port} of 127.0.0.1: {error.strerror}") from error
        listening: int = self._server.sockets[0].getsockname()[1]
        return listening

    async def stop(self) -> None:
        """Close everything, without waiting for work in progress."""
        if self._server is not None:
            self._server.close()
        if self.faults is not None:
            self.faults.end_all()
        for task in self._connecting:
            task.cancel()
        for pipe in self._pipes.values():
            pipe.client.abort(reset=False)
            pipe.server.abort(reset=False)
        if self._connecting:
            await asyncio.wait(self._connecting)
        await self._empty.wait()
        if self._server is not None:
            await self._server.wait_closed()

    def codec(self) -> Codec:
        """A codec for one connection."""
        return self._codec()

    def websockets(self) -> Iterator[RelayedWebSocket]:
        """The WebSockets, in order of opening."""
        return (pipe.websocket for pipe in self._pipes.values() if pipe.websocket is not None)

    def connect(self, pipe: Pipe) -> None:
        """Connect a pipe to the upstream, in the background."""
        if self._server is None or not self._server.is_serving():
            pipe.refused()  # it was accepted while the relay began to stop
            return
        task = asyncio.get_running_loop().create_task(self._connect(pipe))
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)

    def gone(self, pipe: Pipe) -> None:
        """Remove a pipe."""
        self._pipes.pop(pipe.number, None)  # a connect that was cancelled halfway reports twice
        if not self._pipes:
            self._empty.set()

    def _faults_changed(self) -> None:
        for pipe in list(self._pipes.values()):
            pipe.faults_changed()

    def _accept(self) -> asyncio.BaseProtocol:
        pipe = Pipe(next(self._numbers), self)
        self._pipes[pipe.number] = pipe
        self._empty.clear()
        return pipe.client

    async def _connect(self, pipe: Pipe) -> None:
        host, port = self._upstream
        try:
            await asyncio.get_running_loop().create_connection(lambda: pipe.server, host, port)
        except OSError as error:
            _log.warning("connection %d: the server at %s:%d cannot be reached: %s", pipe.number, host, port, error)
            pipe.refused()
        except asyncio.CancelledError:
            pipe.refused()
            raise
