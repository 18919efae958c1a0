"""What a step function takes below its step, and what is refused there."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from behave import runner as behave_runner
from behave.step_registry import StepRegistry
from lockstep.running.definitions import step_arguments
from lockstep.running.definitions.step_arguments import taken, takes, unread_arguments

from tests.running.model import feature


def use(*values: Any) -> None:
    del values


def none(context: Any) -> None:
    del context


def by_itself(context: Any, text: str) -> None:
    del text
    use(context.text)


def of_something_else(context: Any, answer: Any) -> None:
    del context
    use(answer.text, answer.table)


def by_name(ctx: Any) -> None:
    use(getattr(ctx, "table", None))


def by_another(context: Any) -> None:
    helper("x", context)


def helper(word: str, it: Any) -> None:
    use(word, it.table, *it.text)
    by_another(it)


def within(context: Any) -> None:
    use([row for row in context.table if context.text])


async def later(context: Any) -> None:
    use(context.text)


@takes("text")
def declared(context: Any) -> None:
    del context


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (none, set()),
        (by_itself, {"text"}),
        (of_something_else, set()),
        (by_name, {"table"}),
        (by_another, {"text", "table"}),
        (within, {"text", "table"}),
        (later, {"text"}),
        (declared, {"text"}),
        (print, set()),
        (eval("lambda context: context.text"), set()),  # noqa: S307 - a function without a source
    ],
)
def test_what_a_function_takes(function: Callable[..., Any], expected: set[str]) -> None:
    assert taken(function) == expected


TEXT = 'Feature: a\n  Scenario Outline: b\n    Given <n>\n      """\n      x\n      """\n    When {step}\n'
ROWS = "    Examples:\n      | n    |\n      | text |\n      | text |\n"


def test_what_nobody_reads_is_refused_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = StepRegistry()
    registry.add_step_definition("given", "text", by_itself)
    registry.add_step_definition("when", "nothing", none)
    monkeypatch.setattr(step_arguments, "the_step_registry", registry)
    assert behave_runner.the_step_registry is not registry

    def refused(below: str, step: str = "nothing") -> list[str]:
        return unread_arguments([feature(tmp_path, TEXT.format(step=step) + below + ROWS)], tmp_path)

    assert refused("") == []
    assert refused("      | a |\n", step="undefined") == []
    [sentence] = refused("      | a |\n")
    assert sentence.startswith(
        'features/a.feature:7: the table below "nothing" is read by nobody: its definition at '
    )
    assert sentence.endswith(" takes none; remove it, or read context.table there")
    [sentence] = refused('      """\n      y\n      """\n')
    assert sentence.startswith('features/a.feature:7: the doc string below "nothing"')
    assert len(refused('      """\n      y\n      """\n      | a |\n')) == 2
