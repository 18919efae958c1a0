"""Socket.IO as Feathers speaks it: the room is the channel; the relay finds the codec by its file."""

from lockstep.clients.dialects.registry import codec_named, name_of
from lockstep.targets.feathers.codec import FeathersCodec

CREATED = '42["messages created",{"room":"chatroom:7","author":"Ana","content":"hello","id":0}]'


def test_an_event_names_its_room() -> None:
    (frame,) = FeathersCodec().decode(CREATED)
    assert (frame.kind, frame.channel, frame.entity) == ("messages created", "chatroom:7", "0")


def test_another_process_finds_it() -> None:
    again = codec_named(name_of(FeathersCodec()))
    (frame,) = again.decode(CREATED)
    assert frame.channel == "chatroom:7"
