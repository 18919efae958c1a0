"""What a person writes for a plant is understood, or refused in a sentence that says what is allowed."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lockstep.relay.parse import PlantSpecError, parse_plant
from lockstep.relay.plants.base import Options
from lockstep.relay.plants.drop import Drop
from lockstep.relay.plants.registry import PLANTS
from lockstep.relay.plants.swap import Swap, SwapOptions


@pytest.mark.parametrize(
    ("text", "options", "written"),
    [
        ("drop", Options(), "drop"),
        (" drop:every=3 , who=Ben ", Options(every=3, who="Ben"), "drop:every=3,who=Ben"),
        ("drop:channel=chatroom:7", Options(channel="chatroom:7"), "drop:channel=chatroom:7"),
        ("leak:markers=true,ephemeral=false", Options(markers=True), "leak:markers=true"),
        ("swap:wait=5,after=1,count=2,kind=k", SwapOptions(wait=5, after=1, count=2, kind="k"), None),
        ("drop:who=null", Options(who="null"), "drop:who=null"),
        ("drop:who=7", Options(who="7"), "drop:who=7"),
    ],
)
def test_options_are_read_and_written(text: str, options: Options, written: str | None) -> None:
    spec = parse_plant(text)
    assert (spec.name, spec.options) == (text.strip().partition(":")[0], options)
    assert parse_plant(spec.text) == spec
    if written is not None:
        assert spec.text == written


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("dorp", ["'dorp'", ", ".join(PLANTS)]),
        ("", ["''", "known:"]),
        ("drop:evry=2", ["drop has no option 'evry'", "every, after, count, who, channel, kind, markers, ephemeral"]),
        ("drop:wait=2", ["drop has no option 'wait'"]),
        ("drop:", ["no option ''"]),
        ("drop:every=0", ["every=0", "a whole number from 1"]),
        ("drop:every=two", ["every=two", "a whole number from 1"]),
        ("drop:every=1.5", ["every=1.5"]),
        ("drop:every", ["every is a whole number from 1"]),
        ("drop:after=-1", ["after=-1", "a whole number from 0"]),
        ("drop:count=null", ["count=null", "a whole number from 0"]),
        ("drop:markers=maybe", ["markers=maybe", "true or false"]),
        ("drop:who=", ["who= is not allowed", "a text"]),
        ("drop:who=Ana,who=Ben", ["who occurs twice"]),
        ("delay:ms=0", ["ms=0", "from 1 to 600000"]),
        ("swap:wait=10001", ["wait=10001", "from 1 to 10000"]),
    ],
)
def test_a_mistake_is_told_with_name_value_and_what_is_allowed(text: str, names: list[str]) -> None:
    with pytest.raises(PlantSpecError) as told:
        parse_plant(text)
    assert str(told.value).startswith(f"plant {text!r}: ")
    for name in names:
        assert name in str(told.value)
    assert "\n" not in str(told.value)


def test_a_plant_is_made_with_its_options() -> None:
    assert isinstance(parse_plant("swap").plant(), Swap)
    made = parse_plant("drop:every=3").plant()
    assert isinstance(made, Drop)
    assert made.options.every == 3
    assert parse_plant("drop").plant() is not parse_plant("drop").plant()


@settings(database=None, deadline=None, derandomize=True)
@given(st.text(max_size=30) | st.builds("drop:{}={}".format, st.sampled_from(["every", "who"]), st.text(max_size=9)))
def test_nothing_else_is_raised_whatever_is_written(text: str) -> None:
    with contextlib.suppress(PlantSpecError):
        assert parse_plant(parse_plant(text).text) == parse_plant(text)
