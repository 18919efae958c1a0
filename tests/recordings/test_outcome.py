"""Verdicts in words: violated first, then unknown, then where the history is."""

from lockstep.checks.verdicts import Verdict, Witness
from lockstep.recordings.outcome import NotHeldError, held, told

HOLDS = Verdict(property="P2", name="no duplicate", outcome="holds", instances=3)
UNKNOWN = Verdict(property="P3", name="no phantom", outcome="unknown", reason="nothing came to rest")
VIOLATED = Verdict(
    property="P1", name="no loss", outcome="violated", instances=4, witnesses=(Witness((1, 2), "Ben missed one"),)
)


def test_only_what_is_violated_or_unknown_does_not_hold() -> None:
    assert held([HOLDS])
    assert not held([HOLDS, UNKNOWN])
    assert not held([VIOLATED])
    assert told([HOLDS], "violated") == ""


def test_the_error_names_all_of_it() -> None:
    error = NotHeldError([UNKNOWN, HOLDS, VIOLATED], "h.jsonl")
    assert str(error).splitlines() == [
        "P1 no loss is violated (1 of 4): Ben missed one",
        "P3 no phantom is unknown: nothing came to rest",
        "The history is in h.jsonl",
    ]
    assert len(error.verdicts) == 3
