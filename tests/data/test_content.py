"""Texts: different within a scenario, the same for the same seed, and of the length asked for."""

import pytest
from lockstep.data.content import Texts, of_length


def test_texts_are_the_same_for_the_same_seed_however_they_are_taken() -> None:
    one, other = Texts(7, "s"), Texts(7, "s")
    assert one.take(3) + one.take(2) == other.take(5)
    assert Texts(8, "s").take(5) != Texts(7, "s").take(5) != Texts(7, "s", attempt=2).take(5)


def test_no_text_is_given_twice() -> None:
    texts = Texts(7, "s")
    taken = texts.take(600) + texts.take(600)
    assert len(set(taken)) == 1200
    assert all(text.strip() == text and text for text in taken)


def test_taking_none_gives_none() -> None:
    assert Texts(7, "s").take(0) == []


@pytest.mark.parametrize("length", [*range(1, 90), 9_999, 10_000, 10_001])
def test_a_text_has_the_length_asked_for(length: int) -> None:
    text = of_length(length)
    assert len(text) == length
    assert text.strip() == text
