"""RabbitMQ: messages of its socket, and answers to publications."""

from evidence.fuzz.readers import stomp
from evidence.fuzz.readers.adapters import Asked, answers_reader, messages_reader

ASKED = (Asked("post_message", {"channel": "chatroom:7", "content": "hello"}, {"routed": True}),)

MESSAGES = messages_reader("rabbitmq", stomp.INPUTS)
ANSWERS = answers_reader("rabbitmq", ASKED)
