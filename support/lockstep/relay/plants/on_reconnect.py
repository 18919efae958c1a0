"""The base of plants that act when a device reconnects: it distinguishes the connections of each device.

A websocket belongs to the device that its `User-Agent` names. The device's first connection is left alone. On each
later one, the first qualifying event of a channel that appeared on an earlier connection of this device is an
occasion: where the client resumes, it is the first event it missed. `every` and `after` count the occasions of one
device and channel over all its connections, and `every` is 1 by default.
"""

from collections import Counter, defaultdict

from lockstep.clients.dialects.base import Frame
from lockstep.relay.plants.base import FromOne, Options, Plant
from lockstep.relay.plugin import Message, WebSocket

Device = tuple[str | None, str | None]


class OnReconnectOptions(Options, frozen=True, kw_only=True):
    """Every reconnect is affected by default."""

    every: FromOne = 1


class OnReconnect(Plant):
    """A plant that acts after a reconnect: define its name, the statements, and `strike`."""

    options_type = OnReconnectOptions

    def __init__(self, options: Options) -> None:
        """No device has connected."""
        super().__init__(options)
        self._heard: dict[Device, set[str]] = defaultdict(set)
        self._new: dict[int, set[str]] = {}
        self._returns: Counter[tuple[Device, str]] = Counter()

    def from_server(self, websocket: WebSocket, message: Message) -> None:
        """Affect the first event of a channel after a reconnect; pass everything else on."""
        event = message.event
        if event is not None and self.qualifies(websocket, event) and self._is_first(websocket, event):
            self.strike(websocket, message, event)
        else:
            websocket.to_client(message)

    def _is_first(self, websocket: WebSocket, event: Frame) -> bool:
        device, channel = (websocket.person, websocket.session), event.channel or ""
        new = self._new.setdefault(websocket.number, set())
        if channel in new:
            return False
        new.add(channel)
        before = [
            one for one in websocket.others() if (one.person, one.session) == device and one.number < websocket.number
        ]
        if channel not in self._heard[device].union(*(one.channels for one in before)):
            return False
        self.occasions += 1
        self._returns[device, channel] += 1
        nth = self._returns[device, channel] - self.options.after
        return nth > 0 and nth % self.options.every == 0 and not self.spent()

    def closed(self, websocket: WebSocket) -> None:
        """Remember the channels of the closed connection for the device's later ones."""
        super().closed(websocket)
        self._heard[websocket.person, websocket.session] |= websocket.channels
        self._new.pop(websocket.number, None)
