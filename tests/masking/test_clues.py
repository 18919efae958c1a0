"""Clues: where there is none, there is nothing to mask."""

import pytest
from lockstep.masking.clues import may_hold_secrets

from tests.masking.hidden import texts


def test_every_shape_has_a_clue() -> None:
    assert [text for text in texts() if not may_hold_secrets(text.lower())] == []


@pytest.mark.parametrize(
    "text",
    ['{"author":"user:1","key":null,"text":"the keyboard inside"}', "passed, passenger, passing", "ana@example.com"],
)
def test_common_texts_have_none(text: str) -> None:
    assert may_hold_secrets(text.lower()) == ('"key"' in text)


def test_more_clues_may_be_given() -> None:
    assert may_hold_secrets('{"badge": 7}', ("badge",))
    assert not may_hold_secrets('{"badge": 7}')
