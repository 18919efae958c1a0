"""nginx with nchan: messages of its socket, answers to publications, and the presence it tells."""

from evidence.fuzz.readers import nchan
from evidence.fuzz.readers.adapters import Asked, answers_reader, messages_reader

_TOPIC = {"messages": 1, "requested": 0, "subscribers": 2, "last_message_id": "1795360289:0"}
ASKED = (
    Asked("post_message", {"channel": "chatroom:7", "content": "hello"}, _TOPIC),
    Asked("presence", {"member": "user:1"}, _TOPIC, reads=True),
)

MESSAGES = messages_reader("nchan", nchan.INPUTS, rare=("nothing",))
ANSWERS = answers_reader("nchan", ASKED)
