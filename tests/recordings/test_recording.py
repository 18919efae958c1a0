"""A recording is judged, ends with that, and can be judged again from its file."""

from collections.abc import Iterator
from pathlib import Path

import lockstep
import pytest
from lockstep.history.journal import UnreadableHistoryError
from lockstep.recordings.opening import OpenTarget, opened
from lockstep.settings import Settings


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenTarget]:
    with opened(settings=Settings(reports=tmp_path_factory.mktemp("reports"), seed=1)) as found:
        yield found


def test_people_receive_what_others_write_and_the_file_says_the_same(target: OpenTarget, tmp_path: Path) -> None:
    with target.recording(history=tmp_path / "h.jsonl") as people:
        ana, ben = people.enrol("Ana"), people.enrol("Ben")
        assert people.enrol("Ana") is ana
        zoe = people.enrol("Zoe")
        people.open_chatroom("Planning", ana, ben)
        people.admit("Planning", ana, zoe)
        assert ben.connect("phone")
        assert ben.subscribe("Planning", "phone")
        first = ana.perform("post_message", room="Planning", content="Hello")
        second = ben.perform("post_message", room="Planning", content="Hi", via="socket", device="phone")
        ben.wait_until_received(first, second)
        assert [event.author for event in ben.received() if event.kind == "chatroom_message_received"]
        assert ana.read("messages", room="Planning").status == "200"
        people.settle()
        verdicts = people.judge()
        people.assert_held()
    assert verdicts == people.judge() == lockstep.judge(tmp_path / "h.jsonl")


def test_a_connection_comes_back_and_nothing_is_missed(target: OpenTarget) -> None:
    with target.recording() as people:
        ana, ben = people.enrol("Ana"), people.enrol("Ben")
        people.open_chatroom("Planning", ana, ben)
        assert ben.connect()
        assert ben.subscribe("Planning")
        ben.disconnect()
        missed = ana.perform("post_message", room="Planning", content="Hello")
        assert ben.reconnect()
        ben.wait_until_received(missed)
        people.assert_held()


def test_after_the_end_nobody_acts(target: OpenTarget) -> None:
    with target.recording() as people:
        ana = people.enrol("Ana")
        people.judge()
        with pytest.raises(RuntimeError, match="has ended, so it is too late to enrol Ben: do it before judging"):
            people.enrol("Ben")
        with pytest.raises(RuntimeError, match="too late to connect"):
            ana.connect()


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableHistoryError, match=r"none\.jsonl"):
        lockstep.judge(tmp_path / "none.jsonl")
