"""What the unusual words mean."""

from types import SimpleNamespace
from typing import cast

import pytest
from lockstep.history.rows import Position
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary.connections import POSITIONS, TOKENS, let_ten_minutes_pass


def test_bad_tokens_are_not_the_good_one() -> None:
    good = "head.claims.signature"
    assert TOKENS["a forged"](good) == "head.claims.erutangis"
    assert TOKENS["no"](good) == ""
    assert good not in TOKENS["a malformed"](good)


@pytest.mark.parametrize("what", list(POSITIONS))
def test_wrong_positions_are_wrong(what: str) -> None:
    wrong = POSITIONS[what](Position("e", 7))
    assert wrong.seq is not None
    assert wrong.seq < 0 or wrong.seq > 7 or wrong.epoch != "e"


def test_time_does_not_pass_on_a_backend_that_others_started() -> None:
    elsewhere = cast("Scene", SimpleNamespace(target=SimpleNamespace(process=lambda: None)))
    with pytest.raises(LookupError, match="that the suite has not started cannot be put forward"):
        let_ten_minutes_pass(elsewhere)
