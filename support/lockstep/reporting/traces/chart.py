"""The sequence chart of a history as SVG: who asked, who was answered and who received what, from top to bottom.

Witnesses of violated properties are highlighted and marked at the row that shows the fault, also what never arrived.
A long history is folded around them (`limit` steps). The picture has no script, needs nothing from elsewhere, and
follows the reader's light or dark scheme; printed it is light.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import AnyRow
from lockstep.reporting.folding import shown_numbers
from lockstep.reporting.traces.interaction import Interaction, Lifeline, Step, interaction
from lockstep.reporting.traces.marks import marks_of

LIMIT = 80
"""Steps that a chart shows before it folds."""

_GUTTER, _FIRST, _APART, _TOP, _ROW, _TIP = 74, 130, 170, 66, 28, 7
_LABEL, _WIDE = 64, 6.4
"""How many characters a label shows, and about how wide one is."""

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=False,
)


@dataclass(frozen=True)
class Life:
    """A lifeline as drawn."""

    x: int
    title: str
    device: str


@dataclass(frozen=True)
class Line:
    """A step as drawn, or, `folded`, the count of steps left out."""

    y: int
    label: str
    folded: bool = False
    number: int = 0
    row: int = 0
    ms: str = ""
    time: str = ""
    kind: str = ""
    full: str = ""
    witness: bool = False
    loop: bool = False
    path: str = ""
    tip: str = ""
    label_x: float = 0
    anchor: str = "middle"
    mark: str = ""
    mark_x: float = 0


@dataclass(frozen=True)
class Chart:
    """A chart as drawn, in pixels."""

    title: str
    width: int
    height: int
    gutter: int
    middle: int
    lives: tuple[Life, ...]
    lines: tuple[Line, ...]


def chart(rows: Sequence[AnyRow], verdicts: Iterable[Verdict], limit: int = LIMIT) -> str:
    """The SVG document of a history's rows, with its verdicts' witnesses marked."""
    return svg(interaction(rows, marks_of(rows, verdicts)), limit)


def svg(shown: Interaction, limit: int = LIMIT) -> str:
    """The SVG document of an interaction, folded to about `limit` steps."""
    return TEMPLATES.get_template("chart.svg.jinja").render(chart=layout(shown, limit))


def layout(shown: Interaction, limit: int) -> Chart:
    """Where everything stands."""
    places = {life.key: _FIRST + number * _APART for number, life in enumerate(shown.lifelines)}
    last = max(places.values(), default=_FIRST)
    kept = shown_numbers([step.kept for step in shown.steps], limit)
    lines: list[Line] = []
    hidden = 0
    for number, step in enumerate(shown.steps):
        if number not in kept:
            hidden += 1
            continue
        lines += _fold(hidden, len(lines))
        lines.append(_line(step, number, _TOP + _ROW * len(lines), places, last))
        hidden = 0
    lines += _fold(hidden, len(lines))
    ends = [line.mark_x + _WIDE * len(line.mark) * 1.15 for line in lines if line.mark]
    ends += [line.label_x + _WIDE * len(line.label) / (1 if line.anchor == "start" else 2) for line in lines]
    width = int(max([last + _APART / 2, *ends])) + 16
    lives = tuple(_life(life, places[life.key]) for life in shown.lifelines)
    return Chart(
        title=f"Who received what: {shown.title}",
        width=width,
        height=_TOP + _ROW * len(lines) + 8,
        gutter=_GUTTER,
        middle=(_FIRST + last) // 2,
        lives=lives,
        lines=tuple(lines),
    )


def _life(life: Lifeline, x: int) -> Life:
    return Life(x, _cut(life.title, 22), life.device)


def _fold(hidden: int, above: int) -> list[Line]:
    if not hidden:
        return []
    return [Line(_TOP + _ROW * above, f"· · ·  {hidden} step{'' if hidden == 1 else 's'} folded  · · ·", folded=True)]


def _line(step: Step, number: int, y: int, places: dict[str, int], last: int) -> Line:
    mark = "✗ " + ", ".join(step.marks) if step.marks else ""
    label = _cut(step.label, _LABEL)
    begin, end = places.get(step.source), places.get(step.target)
    path = tip = ""
    anchor, label_x, loop = "middle", (_FIRST + last) / 2, False
    right = float(last)
    if begin is not None and end is not None and begin != end:
        side = 1 if end > begin else -1
        stop = end - side * 22 if step.kind == "gap" else end
        path = f"M{begin} {y}H{stop - side * _TIP}"
        tip = _cross(stop, y) if step.kind == "gap" else f"M{stop} {y}l{-side * _TIP} -4v8z"
        label_x, right = (begin + end) / 2, max(begin, end)
    elif begin is not None:
        loop, anchor, label_x, right = True, "start", begin + 10, begin + 10 + _WIDE * len(label)
        path = f"M{begin - 5} {y}h10"
    return Line(
        y,
        label,
        number=number,
        row=step.row,
        ms=f"{step.ms:.1f}",
        time=f"{step.ms:,.0f} ms",
        kind=step.kind,
        full=step.label,
        witness=step.witness,
        loop=loop,
        path=path,
        tip=tip,
        label_x=label_x,
        anchor=anchor,
        mark=mark,
        mark_x=max(right + 10, label_x + _WIDE * len(label) / 2 + 10 if not loop else right + 10),
    )


def _cross(x: int, y: int) -> str:
    """A cross as a filled path: what did not get there."""
    return f"M{x - 5} {y - 4}l1 -1l4 4l4 -4l1 1l-4 4l4 4l-1 1l-4 -4l-4 4l-1 -1l4 -4z"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
