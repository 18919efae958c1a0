"""The trace page: one HTML file in which a scenario's run can be followed, from the history alone.

It holds the sequence chart with a timeline, every verdict with its witness, every request and frame, the people and
what they made, what the target promised, and the backend's log lines by request id. It opens from disk, loads nothing
from elsewhere, works by keyboard and at the width of a phone, and prints.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from markupsafe import Markup

from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import AnyRow, Exchange, Header, Invoke, Name, Recv, Send
from lockstep.masking import mask_text
from lockstep.reporting.traces.chart import LIMIT, TEMPLATES, svg
from lockstep.reporting.traces.exchanges import ids_of, request_of
from lockstep.reporting.traces.interaction import interaction
from lockstep.reporting.traces.log_lines import lines_about
from lockstep.reporting.traces.marks import marks_of
from lockstep.reporting.transcript import lines_of

_ORDER = {"violated": 0, "unknown": 1, "holds": 2, "not applicable": 3}


@dataclass(frozen=True)
class About:
    """What a run knows of a scenario beyond its history. problems: the failures' texts; repeat: the command that runs
    it again; settings: what was set for the run; logs: the backend's, where they are known."""

    problems: Sequence[str] = ()
    repeat: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    logs: Sequence[Path] = ()


@dataclass(frozen=True)
class Frame:
    """A frame sent or received, as the page shows it."""

    row: int
    ms: str
    who: str
    conn: str
    way: str
    kind: str
    number: str
    text: str


@dataclass(frozen=True)
class RowText:
    """One row: its line of the transcript, and itself as JSON."""

    row: int
    line: str
    json: str


def page(
    rows: Sequence[AnyRow],
    verdicts: Sequence[Verdict],
    raw: Mapping[str, str] | None = None,
    about: About | None = None,
    limit: int = LIMIT,
) -> str:
    """The HTML document. `raw`: the raw texts next to the history, by digest. Raises OSError when a log that
    `about` names cannot be read."""
    about = about or About()
    header = rows[0] if isinstance(rows[0], Header) else None
    start = rows[0].t
    exchanges = [row for row in rows if isinstance(row, Exchange)]
    shown = interaction(rows, marks_of(rows, verdicts))
    return TEMPLATES.get_template("page.html.jinja").render(
        title=shown.title or "a recording",
        header=header,
        chart=Markup(svg(shown, limit)),  # noqa: S704 - the template of the chart has escaped it
        verdicts=sorted(verdicts, key=lambda one: _ORDER[one.outcome]),
        bad=[one for one in verdicts if one.outcome in {"violated", "unknown"}],
        problems=[mask_text(one) for one in about.problems],
        repeat=mask_text(about.repeat),
        settings={name: mask_text(str(value)) for name, value in about.settings.items()},
        promised=_promised(header),
        requests=[request_of(row, start) for row in exchanges],
        frames=_frames(rows, raw or {}),
        people=_people(rows),
        names=[row for row in rows if isinstance(row, Name)],
        lines=_lines(rows),
        log=lines_about(about.logs, ids_of(exchanges)),
        end=f"{(rows[-1].t - start) / 1e6:.1f}",
    )


def _frames(rows: Sequence[AnyRow], raw: Mapping[str, str]) -> list[Frame]:
    found = []
    for row in rows:
        if isinstance(row, Recv | Send):
            text = mask_text(raw.get(row.raw or "", ""))
            ms = f"{(row.t - rows[0].t) / 1e6:.1f}"
            who, way = row.session or row.person or "somebody", "received" if isinstance(row, Recv) else "sent"
            number = "" if not isinstance(row, Recv) or row.seq is None else str(row.seq)
            found.append(Frame(row.i, ms, who, row.conn or "", way, row.kind, number, text))
    return found


def _people(rows: Sequence[AnyRow]) -> dict[str, list[str]]:
    """Each person's devices and the writes they made, told in words."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.person is None:
            continue
        told = found.setdefault(row.person, [])
        if row.session and (device := f"device {row.session.partition('/')[2] or row.session}") not in told:
            told.append(device)
        if isinstance(row, Invoke) and not row.marker:
            told.append(f"{row.operation.replace('_', ' ')} (row {row.i})")
    return found


def _promised(header: Header | None) -> dict[str, str]:
    if header is None:
        return {}
    values = {**msgspec.to_builtins(header.budgets), **msgspec.to_builtins(header.promises)}
    return {name: _shown(value) for name, value in values.items() if value not in (None, False, 0, (), [])}


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _lines(rows: Sequence[AnyRow]) -> list[RowText]:
    told = lines_of(rows)
    return [
        RowText(row.i, told[row.i].strip() or type(row).__name__.lower(), mask_text(_json(row)))
        for row in rows
        if not isinstance(row, Header)
    ]


def _json(row: AnyRow) -> str:
    return msgspec.json.format(msgspec.json.encode(row), indent=2).decode()
