"""What RabbitMQ answers and sends is checked, and what is wrong is told by its path."""

import pytest
from lockstep.targets.rabbitmq.schemas import check_answer, check_frame

from tests.clients.dialects.test_stomp import HEADERS, frame

DELIVERY = {
    **HEADERS,
    "subscription": "/topic/chatroom.7",
    "redelivered": "false",
    "content-type": "application/json",
    "content-length": "33",
}
DATA = '{"author":"user:a","content":"b"}'


def test_what_rabbitmq_sends_is_right() -> None:
    assert check_frame(frame("MESSAGE", DELIVERY, DATA)) is None
    connected = {"server": "RabbitMQ/3.10.8", "session": "s1", "heart-beat": "0,0", "version": "1.2"}
    assert check_frame(frame("CONNECTED", connected)) is None
    assert check_frame(frame("RECEIPT", {"receipt-id": "1"})) is None
    error = {"message": "Bad CONNECT", "content-type": "text/plain", "version": "1.2", "content-length": "3"}
    assert check_frame(frame("ERROR", error, "why")) is None
    assert check_answer({"routed": True}) is None


@pytest.mark.parametrize(
    ("headers", "text", "told"),
    [
        ({"redelivered": "maybe"}, DATA, "frame.headers.redelivered: Input should be 'true' or 'false'"),
        ({"content-type": "text/plain"}, DATA, "frame.headers.content-type: Input should be 'application/json'"),
        ({"extra": "x"}, DATA, "frame.headers.extra: Extra inputs are not permitted"),
        ({}, '{"author":"user:a","contents":"b"}', "frame.body.content: Field required"),
    ],
)
def test_a_message_that_is_not_right_is_told(headers: dict[str, str], text: str, told: str) -> None:
    length = {"content-length": str(len(text))}
    assert check_frame(frame("MESSAGE", {**DELIVERY, **headers, **length}, text)) == told


def test_an_unknown_frame_and_another_answer_are_told() -> None:
    assert check_frame(frame("BEGIN")) == "frame.command: BEGIN is not a frame that RabbitMQ sends"
    assert check_answer({}) == "answer.routed: Field required"
    assert check_answer({"routed": 1}) == "answer.routed: Input should be a valid boolean"
