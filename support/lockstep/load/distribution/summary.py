"""The result of a run: figures, verdicts and usage, from its history and the generator's report.

Errors: LoadError, one sentence, if the generator failed.
"""

from collections.abc import Callable

import msgspec

from lockstep.checks.facts.facts import Facts
from lockstep.checks.verdicts import Verdict
from lockstep.history.rows import Close, Pause
from lockstep.load.columnar.columns import Columns
from lockstep.load.columnar.judge import judge
from lockstep.load.engine.generator import Second
from lockstep.load.plan import Plan
from lockstep.load.results.figures import figures
from lockstep.load.results.result import LoadResult, Usage, generator_bound, spread

Tell = Callable[[str], None]


class Own(msgspec.Struct):
    """The generator's report, beside the history: when the schedule began (ns), its CPU and wall time from there
    until the last answer, the number of connections to the API it opened, its seconds, and troubles."""

    start: int
    cpu_s: float
    wall_s: float
    connections: int
    seconds: list[Second]
    troubles: list[str]


_OWN = msgspec.json.Decoder(Own)


def own_of(told: bytes) -> Own:
    """Read a generator's report from its file."""
    own: Own = _OWN.decode(told)
    return own


def conclude(plan: Plan, columns: Columns, own: Own, backend: Usage | None, history: str) -> LoadResult:
    """The result of a run, from its history and the generator's report."""
    found = figures(columns, own.start, plan.warmup_s, plan.seconds)
    spreads = {name: spread(values) for name, values in found.samples.items()}
    generator = _own_usage(own)
    return LoadResult(
        run=plan.run,
        seed=plan.seed,
        model="open" if plan.think_s is None else "closed",
        users=len(plan.users),
        rooms=len(plan.rooms),
        warmup_s=plan.warmup_s,
        seconds=plan.seconds,
        writes=len(columns.w_due),
        measured=found.measured,
        deliveries_owed=found.owed,
        deliveries_received=found.received,
        error_share=found.error_share,
        errors=found.errors,
        since_outages=found.since_outages,
        spreads=spreads,
        generator=generator,
        backend=backend,
        series=found.series,
        verdicts=judge(columns),
        troubles=[*own.troubles, *_let_go(columns, own.start)],
        invalid=generator_bound(found.samples["lag"], generator.core_share),
        history=history,
        samples=found.samples,
    )


def broken(verdicts: list[Verdict]) -> list[Verdict]:
    """The verdicts that are violated or unknown."""
    return [verdict for verdict in verdicts if verdict.outcome in {"violated", "unknown"}]


def _let_go(columns: Columns, start: int) -> list[str]:
    """Reports of people who lost a connection without a cause in the plan or a declared fault: no further deliveries
    are expected on it, so that this must be reported. A paused reader may be disconnected with a code that the target
    declares."""
    facts = Facts(columns.rows)
    paused = {row.session for row in columns.rows if isinstance(row, Pause)}
    return [
        f"{row.session} lost its connection ({row.code or 'without a code'}) {(row.t - start) / 1e9:.3f} s after the"
        " schedule began, though nobody had asked for that"
        for row in columns.rows
        if isinstance(row, Close)
        and row.phase == "done"
        and row.by != "us"
        and not any(spell.start <= row.t <= spell.end for spell in facts.declared.spells)
        and not (row.session in paused and row.code in facts.promises.slow_codes)
    ]


def _own_usage(own: Own) -> Usage:
    memory = [second.rss for second in own.seconds] or [0]
    handles = [second.handles for second in own.seconds] or [0]
    return Usage(
        round(own.cpu_s, 3), round(own.cpu_s / max(own.wall_s, 1e-9), 3), memory[0], memory[-1], max(memory),
        handles[0], handles[-1], max(handles),
    )  # fmt: skip
