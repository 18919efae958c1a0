"""The hand-written schemas of nchan: what is right passes, what is not is named by its path."""

from typing import Any

import pytest
from lockstep.clients.dialects.nchan import Nchan
from lockstep.targets.nchan.schemas import check_answer, check_frame

ACCEPTED = {"messages": 1, "requested": -1, "subscribers": 0, "last_message_id": "17:0"}
THERE = '{"channel":"presence:c","person":"user:1","has":"came","messages":0,"requested":0,"subscribers":1,%s}'
LAST = '"last_message_id":"17:0"'
BODY = '{"channel":"chatroom:7","author":"user:1","content":"x"}'


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (ACCEPTED, None),
        (ACCEPTED | {"messages": "1"}, "answer.messages: "),
        (ACCEPTED | {"last_message_id": "17"}, "answer.last_message_id: "),
        (ACCEPTED | {"more": 1}, "answer.more: "),
        (None, "answer: "),
    ],
)
def test_answers(body: Any, wrong: str | None) -> None:
    told = check_answer(body)
    assert told is None if wrong is None else str(told).startswith(wrong)


@pytest.mark.parametrize(
    ("head", "body", "wrong"),
    [
        ("id: 17:0\ncontent-type: application/json", BODY, None),
        ("id: 17:-,[2]\ncontent-type: application/json", BODY, None),
        ("id: 17:-\ncontent-type: application/json", BODY, "header.id: "),
        ("id: 17:0", BODY, "header.content-type: "),
        ("id: 17:0\ncontent-type: text/plain", BODY, "header.content-type: "),
        ("id: 17:0\ncontent-type: application/json", '{"channel":"x"}', "body.author: "),
        ("id: 17:0\ncontent-type: application/json", "[]", "body: "),
        ("id: 17:0\ncontent-type: text/json", THERE % LAST, None),
        ("id: 17:0\ncontent-type: text/json", THERE.replace("came", "stayed") % LAST, "body.has: "),
        ("id: 17:0\ncontent-type: text/json", THERE % '"last_message_id":17', "body.last_message_id: "),
    ],
)
def test_messages(head: str, body: str, wrong: str | None) -> None:
    (frame,) = Nchan().decode(f"{head}\n\n{body}")
    told = check_frame(frame)
    assert told is None if wrong is None else str(told).startswith(wrong)
