"""Trying again: one write under one key, as often as it takes, and no longer."""

from pathlib import Path

import pytest
from lockstep.history.rows import Fail, Info, Invoke, Ok
from lockstep.running.vocabulary import retries
from lockstep.targets.base import Answer, Identity, Write

from tests.running.owned import scene


def test_a_lost_answer_is_asked_for_again_under_the_same_key(tmp_path: Path) -> None:
    with scene(tmp_path, faults=True) as made:
        made.faults.begin("cut after", who="Ana", on="api", bytes=0, count=1)
        retries.post_until_known(made, "Ana", ["Once"])
        assert made.faults.end_all() == []
        asked = list(made.history.of(Invoke, made.since))
        assert [(row.attempt, row.w, row.key) for row in asked] == [
            (number, asked[0].w, asked[0].key) for number in (1, 2)
        ]
        assert [type(row) for row in made.history.rows(made.since) if isinstance(row, Info | Ok)] == [Info, Ok]
        assert len(made.read("Ana", "messages", room="design").shows) == 1


def test_it_gives_up(tmp_path: Path) -> None:
    with scene(tmp_path, faults=True) as made:
        made.faults.begin("cut after", who="Ana", on="api", bytes=0)
        retries.post_until_known(made, "Ana", ["Never answered"], 2)
        made.faults.end_all()
        assert len(list(made.history.of(Info, made.since))) == 2
        assert not any(made.history.of(Ok, made.since))


def test_a_refusal_is_final(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        retries.post_until_known(made, "Ana", [""])
        assert [row.status for row in made.history.of(Fail, made.since)] == ["422"]


def test_who_was_turned_away_because_there_were_too_many_tries_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scene(tmp_path) as made:
        performs = made.target.perform

        async def crowded(write: Write, identity: Identity) -> Answer:
            if write.attempt < 3:
                return Answer("fail", retries.TOO_MANY)
            return await performs(write, identity)

        monkeypatch.setattr(made.target, "perform", crowded)
        retries.post_until_known(made, "Ana", made.texts(5))
        assert [row.status for row in made.history.of(Fail, made.since)] == [retries.TOO_MANY] * 10
        assert len({row.w for row in made.history.of(Ok, made.since)}) == 5
