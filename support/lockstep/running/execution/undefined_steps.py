"""The message for an undefined step: the nearest definitions and, in a user's repository, a snippet."""

import difflib
import re
from pathlib import Path

from behave.model import Step
from behave.runner import the_step_registry

from lockstep.running.execution.final_step import FINAL_STEP
from lockstep.settings.locations import PACKAGE

CLOSE = 0.6
SHOWN = 3
_QUOTED = re.compile(r'"[^"]*"')
_NAME = re.compile(r"(?<!^)\b[A-Z][a-z]+\b|^[A-Z][a-z]+\b")
_NUMBER = re.compile(r"\b\d+\b")
_FIELD = re.compile(r"\{[^{}]*\}")


def answer(step: Step, root: Path) -> str:
    """The message for the undefined step: one sentence, and a snippet below it if users can add steps there."""
    said = f'no step definition matches "{step.name}"'
    other = [kind for kind in ("given", "when", "then") if kind != step.step_type and _defined(kind, step.name)]
    near = nearest(step.step_type, step.name)
    if other:
        said += f" after {step.step_type.title()}, but it is defined for {other[0].title()}"
    elif near:
        said += "; the nearest: " + ", ".join(f'"{text}"' for text in near)
    if not other and step.name != FINAL_STEP and (root / "support" / "lockstep").resolve() != PACKAGE.resolve():
        said += f"\ndefine it in a file of the steps folder:\n{snippet(step)}"
    return said


def nearest(kind: str, name: str) -> list[str]:
    """The texts most like the step, best first; values and placeholders count as equal."""
    texts = [str(matcher.pattern) for key in (kind, "step") for matcher in the_step_registry.steps[key]]
    said = _plain(name)
    scored = ((difflib.SequenceMatcher(None, said, _plain(text)).ratio(), text) for text in texts)
    return [text for score, text in sorted(scored, key=lambda one: -one[0]) if score >= CLOSE][:SHOWN]


def snippet(step: Step) -> str:
    """A definition of the step, ready to be filled in; quoted values and numbers become parameters."""
    fields: list[tuple[str, str]] = []

    def placeholder(found: re.Match[str]) -> str:
        quoted = found[0].startswith('"')
        fields.append((f"value_{len(fields) + 1}", "str" if quoted else "int"))
        return f'"{{{fields[-1][0]}}}"' if quoted else f"{{{fields[-1][0]}:d}}"

    literal = step.name.replace("{", "{{").replace("}", "}}")
    text = re.sub(rf"{_QUOTED.pattern}|{_NUMBER.pattern}", placeholder, literal)
    takes = "".join(f", {name}: {kind}" for name, kind in fields)
    title = "_".join(re.findall(r"[a-z]+", _QUOTED.sub("", step.name).lower())) or "own"
    return (
        f"from lockstep.steps import Context, {step.step_type}\n\n\n"
        f"@{step.step_type}({text!r})\n"
        f"def step_{title}(context: Context{takes}) -> None:\n"
        f"    raise NotImplementedError({step.name!r})\n"
    )


def _defined(kind: str, name: str) -> bool:
    return any(matcher.match(name) for matcher in the_step_registry.steps[kind])


def _plain(text: str) -> str:
    for value in (_FIELD, _QUOTED, _NAME, _NUMBER):
        text = value.sub("_", text)
    return text.replace('"_"', "_").casefold()
