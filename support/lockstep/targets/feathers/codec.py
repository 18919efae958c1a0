"""Socket.IO as Feathers speaks it: an event is a service's path and what happened there, and carries the object.

    42["messages created",{"room":"chatroom:7","author":"Ana","content":"hello","id":0}]

The application of this target puts the room into each message.
"""

from typing import ClassVar

from lockstep.clients.dialects.socketio import Path, SocketIo


class FeathersCodec(SocketIo):
    """The codec of the application's messages."""

    channel_in: ClassVar[Path] = ("room",)
