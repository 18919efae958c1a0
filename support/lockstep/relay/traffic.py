"""The relay's traffic counters, which explain why a plant had no effect."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Traffic:
    """Connections, accepted WebSockets, messages from servers on them, messages that the dialect could not decode,
    and the reasons why bytes of WebSockets could not be read. Without a plug-in only connections are counted."""

    connections: int = 0
    websockets: int = 0
    messages: int = 0
    undecodable: int = 0
    unread: Counter[str] = field(default_factory=Counter)
