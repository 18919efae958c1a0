"""Figures of a columnar history: latencies from due times, per-second series, error classes.

API = answered - due; end to end = received - due; delivery = received - answered, 0 if earlier; lag = sent - due.
Writes due during the warm-up are excluded, and so are writes of unknown outcome (they are among the errors). A
delivery is expected for every session that was certainly entitled from when the write was sent until the loss
deadline; one that had not arrived by then is infinite. Sessions that were away, or paused, between the write and its
arrival are excluded from the times, not from the verdicts. An answer that never arrived is infinite for the API. A
connection counts from its request until it is open, except for those requested during a declared fault. A reconnect
counts from the first attempt, or from the end of the declared fault that it fell into, until everything is subscribed
or resumed; infinite: never. docs/performance.md and P18 in docs/properties.md give the reasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lockstep.checks.facts.fault_windows import Spell
from lockstep.history.rows import Close, Open, Resume, Subscribe
from lockstep.load.columnar.columns import OK, REFUSED, Columns, Ints
from lockstep.load.columnar.expected_deliveries import owed
from lockstep.load.columnar.joined import Joined, Mask
from lockstep.load.results.result import Millis, PerSecond, Since, percentile

_MS = 1e6


@dataclass(slots=True)
class Figures:
    """Samples in ms, by measure, and counts; `owed` and `received` are expected and received deliveries."""

    samples: dict[str, Millis]
    measured: int
    owed: int
    received: int
    errors: dict[str, int]
    error_share: float
    since_outages: Since | None
    series: list[PerSecond]


def figures(columns: Columns, start: int, warmup_s: float, seconds: float) -> Figures:
    """Measure a run whose schedule began at `start` (ns)."""
    c, joined = columns, Joined(columns)
    due = c.w_due >= start + round(warmup_s * 1e9)
    due &= c.w_sent >= 0
    answered = (c.w_state == OK) | (c.w_state == REFUSED)
    api = np.where(answered, (c.w_answered - c.w_due) / _MS, np.inf)
    lag = (c.w_sent - c.w_due) / _MS
    one = owed(joined)
    mine = due[one.write] & (c.w_state[one.write] == OK) & one.covered & ~one.away
    writes, received = one.write[mine], one.received[mine]
    came = received <= one.deadline[mine] + joined.tolerance
    delivery = np.where(came, np.maximum(0, received - c.w_answered[writes]) / _MS, np.inf)
    end_to_end = np.where(came, (received - c.w_due[writes]) / _MS, np.inf)
    failed = due & (c.w_word >= 0)
    words, counts = np.unique(c.w_word[failed], return_counts=True)
    return Figures(
        samples={
            "api": api[due],
            "delivery": delivery,
            "end_to_end": end_to_end,
            "lag": lag[due],
            "connect": _connects(c, joined.facts.declared.spells),
            "recovery": _returns(c, joined.facts.declared.spells),
        },
        measured=int(np.count_nonzero(due)),
        owed=len(writes),
        received=int(np.count_nonzero(came)),
        errors={c.texts[int(word)]: int(count) for word, count in zip(words, counts, strict=True)},
        error_share=int(np.count_nonzero(failed)) / max(1, int(np.count_nonzero(due))),
        since_outages=_since([spell.end for spell in joined.facts.declared.spells], c, failed),
        series=[
            _second(c, second, start, (api, lag, failed), (writes, delivery))
            for second in range(int(np.ceil(seconds)))
        ],
    )


def _since(ends: Sequence[int], c: Columns, failed: Mask) -> Since | None:
    if not ends:
        return None
    later = (c.w_due > max(ends)) & (c.w_sent >= 0)
    return Since(int(np.count_nonzero(later)), int(np.count_nonzero(later & failed)))


def _connects(c: Columns, faults: Sequence[Spell]) -> Millis:
    asked: dict[str | None, int] = {}
    took = []
    for row in c.rows:
        if isinstance(row, Open) and row.phase == "requested":
            if not any(fault.start <= row.t <= fault.end for fault in faults):
                asked[row.conn] = row.t
        elif isinstance(row, Open) and row.conn in asked:
            took.append((row.t - asked[row.conn]) / _MS if row.phase == "done" else np.inf)
    return np.array(took, dtype=np.float64)


def _returns(c: Columns, faults: Sequence[Spell]) -> Millis:
    """The duration of each reconnect, however many attempts it needed."""
    away: dict[str | None, int] = {}
    back: dict[tuple[str | None, int], float] = {}
    for row in c.rows:
        knocked = away.get(row.session, -1)
        again = isinstance(row, Open) and row.phase == "requested" and not (row.conn or "").endswith("#1")
        if again and knocked < 0:
            away[row.session] = row.t
            back[row.session, row.t] = np.inf
        elif isinstance(row, Subscribe | Resume) and row.phase == "done" and knocked >= 0:
            since = max([knocked, *(fault.end for fault in faults if fault.start <= knocked <= fault.end)])
            back[row.session, knocked] = max(0, row.t - since) / _MS
        elif isinstance(row, Close) and row.phase == "done" and back.get((row.session, knocked), np.inf) < np.inf:
            del away[row.session]
    return np.array(list(back.values()), dtype=np.float64)


def _second(
    c: Columns,
    second: int,
    start: int,
    told: tuple[Millis, Millis, Mask],
    delivered: tuple[Ints, Millis],
) -> PerSecond:
    """The seconds of the series, including the warm-up (without deliveries)."""
    api, lag, failed = told
    begin = start + second * 1_000_000_000
    mine = (c.w_due >= begin) & (c.w_due < begin + 1_000_000_000) & (c.w_sent >= 0)
    writes, delivery = delivered
    its = delivery[mine[writes]]
    return PerSecond(
        second,
        int(np.count_nonzero(mine)),
        int(np.count_nonzero(mine & (c.w_state > 0) & (c.w_answered >= 0))),
        int(np.count_nonzero(mine & failed)),
        int(np.count_nonzero(np.isfinite(its))),
        _finite(percentile(api[mine], 99)),
        _finite(percentile(its, 99)),
        _finite(percentile(lag[mine], 99)),
    )


def _finite(value: float | None) -> float | None:
    return None if value is None or np.isinf(value) else round(value, 3)
