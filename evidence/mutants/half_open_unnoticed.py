"""A peer that went silent is asked whether it is there, and nobody looks whether it answers. Breaks P23 (honest
backpressure).

Made by whoever sends pings to keep the way open, through a proxy that closes what is idle, and forgets their other
use: people who are long gone are shown as present, and what is sent to them goes nowhere.
"""

from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from evidence.mutants.mutant import Mutant


def _let_pass(original: Callable[..., Any]) -> Callable[..., Any]:
    del original

    def keepalive_timeout(protocol: WebSocketsSansIOProtocol) -> None:
        protocol.pending_ping_payload = None
        protocol.schedule_ping()

    return keepalive_timeout


MUTANT = Mutant(
    breaks="P23",
    may_break=("P18", "P22"),
    does="a connection on which no ping is answered stays open for ever",
    made_by="whoever sends pings to keep a proxy content, and never looks for the answer",
    owner=WebSocketsSansIOProtocol,
    method="keepalive_timeout",
    replacement=_let_pass,
    features=("features/recovery/reconnect.feature",),
)
