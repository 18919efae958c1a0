"""A server made of a function on streams, none of whose connections outlives it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def served(serve: Serve) -> AsyncIterator[int]:
    """Serve every connection with this function; the port. Leave it when the client is closed.

    A client that gives up soon may be gone before its connection is taken here, and a handler that the loop's end
    cancels before it began never closes its stream. So the end is a connection of its own: they are taken in order,
    and when this one is, every handler has begun and can be ended.
    """
    handlers: list[asyncio.Task[None]] = []
    begun: asyncio.Queue[object] = asyncio.Queue()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        handlers.append(task)
        begun.put_nowait(writer.get_extra_info("peername"))
        try:
            await serve(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client closed, as it should at the end
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    try:
        yield port
    finally:
        _, last = await asyncio.open_connection("127.0.0.1", port)
        own = last.get_extra_info("sockname")
        while await begun.get() != own:
            continue
        last.close()
        for task in handlers:
            task.cancel()
        await asyncio.gather(*handlers, return_exceptions=True)
        server.close()
        await server.wait_closed()
