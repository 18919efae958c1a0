"""Whoever closes his connection gets no close frame back: the bytes just end. Breaks no property of the record, but
what a scenario says: closing a connection ends it cleanly.

Made by whoever closes the transport when the peer says goodbye, and every proxy that does it for him.
"""

from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from evidence.mutants.mutant import STEP, Mutant


def _hung_up(original: Callable[..., Any]) -> Callable[..., Any]:
    def handle_close(protocol: WebSocketsSansIOProtocol, frame: Any) -> None:
        if protocol.close_sent:
            original(protocol, frame)
        else:
            protocol.transport.close()

    return handle_close


MUTANT = Mutant(
    breaks=STEP,
    does="a close is not answered: the connection is dropped as soon as the close frame is read",
    made_by="whoever closes the transport when the peer says goodbye, before the answer was written",
    owner=WebSocketsSansIOProtocol,
    method="handle_close",
    replacement=_hung_up,
    features=("features/connection/lifecycle.feature",),
)
