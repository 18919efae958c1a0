"""Words of step texts."""

import parse
import pytest
from lockstep.running.definitions import parameter_types


@pytest.mark.parametrize(
    ("text", "people"),
    [("Ana", ("Ana",)), ("Ana and Ben", ("Ana", "Ben")), ("Ana, Ben and Cleo", ("Ana", "Ben", "Cleo"))],
)
def test_names(text: str, people: tuple[str, ...]) -> None:
    found = parse.parse("{people:Names} meet", f"{text} meet", {"Names": parameter_types.names})
    assert found["people"] == people


@pytest.mark.parametrize(
    ("text", "devices"),
    [("laptop", ("laptop",)), ("laptop, phone and tablet", ("laptop", "phone", "tablet")), ("connection", None)],
)
def test_devices(text: str, devices: tuple[str, ...] | None) -> None:
    found = parse.parse("Ben's {devices:Devices} close", f"Ben's {text} close", {"Devices": parameter_types.devices})
    assert (found and found["devices"]) == devices


@pytest.mark.parametrize("text", ["ana", "Ana,Ben", "Ana and", "12"])
def test_what_is_no_name_is_not_read(text: str) -> None:
    assert (
        parse.parse("{people:Names} meet", f"{text} meet", {"Names": parameter_types.names}, case_sensitive=True)
        is None
    )


def test_a_phrase_stands_for_what_it_means_and_the_longest_wins() -> None:
    kind = parameter_types.one_of({"a": 1, "a b": 2})
    assert parse.parse("x {what:Kind}", "x a b", {"Kind": kind})["what"] == 2
    assert parse.parse("x {what:Kind} y", "x a y", {"Kind": kind})["what"] == 1
    assert parse.parse("x {what:Kind}", "x c", {"Kind": kind}) is None


@pytest.mark.parametrize(
    ("reads", "text"), [(parameter_types.their, "her"), (parameter_types.they, "she"), (parameter_types.name, "Ana")]
)
def test_words_that_only_read_well(reads: object, text: str) -> None:
    assert parse.parse("{it:It}", text, {"It": reads})["it"] == text
