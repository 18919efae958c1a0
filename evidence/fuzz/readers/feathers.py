"""Feathers: messages of its socket, and answers to messages written over REST."""

from evidence.fuzz.mutations import documents, octets, weighted
from evidence.fuzz.readers import socketio
from evidence.fuzz.readers.adapters import Asked, answers_reader, messages_reader
from evidence.fuzz.readers.frames import messages

_MESSAGE = {"room": "chatroom:7", "author": "Ana", "content": "hello", "id": 0}
_ERROR = {"name": "BadRequest", "message": "no", "code": 400, "className": "bad-request"}
_ROOMS = (["messages created", _MESSAGE],)
_ACKS = ([None, _MESSAGE], [None, {"room": "chatroom:7", "seated": True}], [_ERROR])
_INPUTS = messages(
    weighted(
        (2, octets(socketio.SAMPLES, socketio.TOKENS)),
        (2, documents(_ROOMS).map(lambda text: b"42" + text)),
        (1, documents(_ACKS).map(lambda text: b"430" + text)),
    )
)
_WRITE = {"channel": "chatroom:7", "content": "hello"}

MESSAGES = messages_reader("feathers", _INPUTS)
ANSWERS = answers_reader("feathers", (Asked("post_message", _WRITE, _MESSAGE),))
