"""Probes a target's socket from outside: opens, pings and closes it; without an account where none is required."""

from lockstep.clients.dialects.base import Frame, MalformedFrameError, Raw
from lockstep.clients.realtime import Closed, RealtimeClient, RefusedError
from lockstep.masking import mask_url
from lockstep.targets.base import ConnectArgs, Health, Target

TIMEOUT_S = 5.0


class _Deaf:
    """Ignores all messages: a probe only finds out whether the server answers."""

    def on_frame(self, n: int, raw: Raw, frames: list[Frame] | MalformedFrameError) -> None:
        """Ignored."""

    def on_close(self, closed: Closed) -> None:
        """Ignored."""


async def socket_health(target: Target, args: ConnectArgs) -> Health:
    """Whether a socket can be opened with `args` and completes a round trip."""
    client = RealtimeClient(target.codec(), _Deaf())
    address = mask_url(target.websocket_url)
    try:
        await client.open(
            args.url,
            headers=args.headers,
            subprotocols=args.subprotocols,
            agent="lockstep (nobody; probe)",
            timeout_s=TIMEOUT_S,
        )
    except RefusedError as error:
        return Health("socket", healthy=False, detail=f"{address} could not be opened: {error}")
    answered = await client.ping(TIMEOUT_S)
    await client.close()
    what = "answered a ping" if answered else f"did not answer a ping within {TIMEOUT_S:g} s"
    return Health("socket", healthy=answered, detail=f"{address} {what}")
