"""The hand-written schemas accept what the contract says and name what it does not say."""

import pytest
from lockstep.targets.reference.conformance import check_answer, check_failure, check_frame

from tests.targets.reference import answers


@pytest.mark.parametrize(
    ("represents", "body"),
    [
        ("Message", answers.success(answers.MESSAGE)),
        ("Messages", answers.success([answers.MESSAGE], position={"epoch": "e", "seq": 0}, nextCursor=None)),
        ("Chatroom", answers.success(answers.CHATROOM, members=[answers.MEMBERSHIP])),
        ("Tombstone", answers.success(answers.TOMBSTONE, members=[], isPrivate=True)),
        ("Session", answers.success(answers.SESSION)),
        ("Nothing", answers.success(None)),
    ],
)
def test_a_good_answer(represents: str, body: object) -> None:
    assert check_answer(represents, body) is None


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"content": 5}, "data.content"),
        ({"content": None}, "data.content"),
        ({"id": "19"}, "data.id"),
        ({"createdAt": "yesterday"}, "data.createdAt"),
        ({"colour": "red"}, "data.colour"),
    ],
)
def test_a_bad_field_is_named_without_its_value(change: dict[str, object], where: str) -> None:
    broken = check_answer("Message", answers.success(answers.MESSAGE | change))
    assert broken is not None
    assert broken.startswith(f"{where}: ")
    assert "red" not in broken
    assert "yesterday" not in broken


def test_a_missing_field_is_named() -> None:
    message = {key: value for key, value in answers.MESSAGE.items() if key != "version"}
    assert check_answer("Message", answers.success(message)) == "data.version: Field required"


def test_what_stands_beside_the_data_is_checked_too() -> None:
    broken = check_answer("Message", answers.success(answers.MESSAGE, surprise=1))
    assert broken is not None
    assert broken.startswith("answer.surprise")


@pytest.mark.parametrize("body", [None, [], "ok", {}, {"status": "success"}])
def test_what_is_no_answer_at_all(body: object) -> None:
    assert check_answer("Message", body) is not None


def test_refusals() -> None:
    good = {"status": "error", "code": "not_found", "message": "No such room.", "details": {}}
    assert check_failure(good) is None
    assert check_failure({"error": "no"}) is not None
    assert check_failure(None) is not None


def test_events() -> None:
    good = answers.event("chatroom_message_received", answers.MESSAGE)
    assert check_frame("chatroom_message_received", event=True, body=good) is None
    unnumbered = good | {"seq": None}
    assert (
        check_frame("chatroom_message_received", event=True, body=unnumbered)
        == "frame.seq: Input should be a valid integer"
    )
    assert check_frame("coffee", event=True, body=good) == "event: coffee is no event of the contract"


def test_control_frames() -> None:
    pong = {"event": "pong", "ref": None, "data": {}}
    assert check_frame("pong", event=False, body=pong) is None
    ack = {"event": "ack", "ref": "r", "requestId": "q", "data": {}}
    assert check_frame("ack", event=False, body=ack) is None
    assert (
        check_frame("ack", event=False, body={"event": "ack", "ref": "r", "data": {}})
        == "frame.requestId: Field required"
    )
    claim = {"recovered": True, "epoch": "e", "from": 2, "to": 3, "reason": None}
    resumed = {"event": "resumed", "ref": "r", "data": {"rooms": {"chatroom:7": claim}}}
    assert check_frame("resumed", event=False, body=resumed) is None
