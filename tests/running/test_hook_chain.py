"""Lockstep's hooks around a repository's own."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from lockstep.running.hook_chain import chained

CONTEXT = SimpleNamespace()


class Calls(list[str]):
    """The names of the hooks that were called."""

    def hook(self, name: str, act: Callable[..., Any] = lambda *_: None) -> Callable[..., None]:
        def called(_: object, *args: object) -> None:
            self.append(name)
            act(*args)

        return called


@pytest.mark.parametrize(
    ("hook", "order"),
    [
        ("before_all", ["ours", "theirs"]),
        ("before_scenario", ["ours", "theirs"]),
        ("after_scenario", ["theirs", "ours"]),
        ("after_all", ["theirs", "ours"]),
    ],
)
def test_ours_are_the_outermost(hook: str, order: list[str]) -> None:
    calls = Calls()
    chained({hook: calls.hook("ours")}, {hook: calls.hook("theirs")})[hook](CONTEXT)
    assert calls == order


def test_of_a_scenario_that_we_skip_theirs_are_told_nothing() -> None:
    calls, scenario = Calls(), SimpleNamespace(should_skip=False)

    def skip(one: SimpleNamespace) -> None:
        one.should_skip = True

    hooks = chained(
        {"before_scenario": calls.hook("ours", skip), "after_scenario": calls.hook("ours after")},
        {"before_scenario": calls.hook("theirs"), "after_scenario": calls.hook("theirs after")},
    )
    hooks["before_scenario"](CONTEXT, scenario)
    hooks["after_scenario"](CONTEXT, scenario)
    assert calls == ["ours", "ours after"]


def test_ours_clean_up_whatever_theirs_raise() -> None:
    calls = Calls()

    def breaks(*_: object) -> None:
        raise ValueError("theirs broke")

    hooks = chained({"after_all": calls.hook("ours")}, {"after_all": breaks})
    with pytest.raises(ValueError, match="theirs broke"):
        hooks["after_all"](CONTEXT)
    assert calls == ["ours"]


def test_where_ours_raise_theirs_do_not_begin() -> None:
    calls = Calls()

    def breaks(*_: object) -> None:
        raise ValueError("ours broke")

    with pytest.raises(ValueError, match="ours broke"):
        chained({"before_all": breaks}, {"before_all": calls.hook("theirs")})["before_all"](CONTEXT)
    assert calls == []


def test_hooks_of_one_side_alone_stay_what_they_are() -> None:
    calls = Calls()
    ours, theirs = calls.hook("ours"), calls.hook("theirs")
    assert chained({"before_step": ours}, {"before_feature": theirs}) == {
        "before_step": ours,
        "before_feature": theirs,
    }
