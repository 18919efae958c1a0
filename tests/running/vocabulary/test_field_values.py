"""Values of fields are said in one line, and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lockstep.running.vocabulary.field_values import told_value, told_values, values_of


def test_values_read_as_a_sentence() -> None:
    given = (("status", "paid"), ("count", 7), ("note", None))
    assert told_values(given) == 'the status "paid", the count 7 and the note null'
    assert values_of(told_values(given)) == given


def test_what_gherkin_reads_in_its_own_way_is_escaped() -> None:
    assert told_value('a|b\\n"\n<x>') == '"a\\u007cb\\u005cn\\u0022\\u000a\\u003cx\\u003e"'
    assert told_value({"é": [True, 1.5]}) == '{"é": [true, 1.5]}'


@given(st.text() | st.integers() | st.lists(st.text()))
def test_any_value_reads_back(value: object) -> None:
    assert values_of(told_values((("note", value),))) == (("note", value),)


def test_other_words_are_no_values() -> None:
    with pytest.raises(ValueError, match="does not say values like"):
        values_of("status paid")
