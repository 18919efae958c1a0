"""The naive second opinion: which properties a history breaks beyond doubt, by the text of docs/properties.md."""

from collections.abc import Callable

from lockstep.history.rows import AnyRow

from evidence.oracle.opinion import access, causes, closings, contents, deliveries, orders, presence, resumes
from evidence.oracle.opinion.facts import Facts

RULES: tuple[tuple[str, Callable[[Facts], bool]], ...] = (
    ("P1", lambda facts: any(True for _ in deliveries.lost(facts))),
    ("P1", deliveries.late),
    ("P2", deliveries.doubled),
    ("P3", causes.phantom),
    ("P4", causes.aborted),
    ("P5", causes.early),
    ("P6", causes.twice),
    ("P7", orders.falling),
    ("P8", orders.gap),
    ("P9", orders.author_falls),
    ("P10", orders.disagreed),
    ("P11", orders.acausal),
    ("P12", contents.different),
    ("P13", contents.malformed),
    ("P14", contents.unread),
    ("P14", contents.unwritten),
    ("P14", contents.unannounced),
    ("P14", closings.amiss),
    ("P16", resumes.false_claim),
    ("P16", resumes.future),
    ("P16", resumes.refused),
    ("P16", resumes.unanswered),
    ("P17", contents.diverging),
    ("P18", resumes.behind),
    ("P19", access.leaked),
    ("P19", closings.shown_to_strangers),
    ("P20", access.after_the_end),
    ("P22", presence.misstated),
    ("P22", presence.untold),
    ("P23", deliveries.unfair),
    ("P24", deliveries.late),
)


def broken(rows: list[AnyRow]) -> set[str]:
    """The properties that a history breaks beyond doubt."""
    facts = Facts(rows)
    found: set[str] = set()
    for name, rule in RULES:
        if name not in found and rule(facts):
            found.add(name)
    return found
