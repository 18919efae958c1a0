"""Faye: messages of its socket, and answers to publications."""

from evidence.fuzz.readers import bayeux
from evidence.fuzz.readers.adapters import Asked, answers_reader, messages_reader

_WRITE = {"channel": "chatroom:7", "content": "hello"}
ASKED = (
    Asked("post_message", _WRITE, [{"id": "w1", "channel": "/chatroom/7", "successful": True}]),
    Asked("post_message", _WRITE, [{"id": "w1", "channel": "/chatroom/7", "successful": False, "error": "403:x:No"}]),
)

MESSAGES = messages_reader("faye", bayeux.INPUTS, rare=("nothing",))
ANSWERS = answers_reader("faye", ASKED)
