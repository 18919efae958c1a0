"""From findings to a verdict."""

from lockstep.checks.facts.facts import Facts
from lockstep.checks.findings import SHOWN, Finding, Rule, missing_evidence

from tests.checks.builder import Story

RULE = Rule("P0", "nothing")


def finding(*rows: int, t: int = 0) -> Finding:
    return Finding(rows, t, lambda: f"rows {rows}")


def test_violated_beats_unknown_beats_holds() -> None:
    assert RULE.verdict(3, [finding(1)], none="", unknown="why").outcome == "violated"
    assert RULE.verdict(3, [], none="", unknown="why").outcome == "unknown"
    assert RULE.verdict(3, [], none="").outcome == "holds"


def test_without_an_instance_it_does_not_apply_whatever_is_missing() -> None:
    verdict = RULE.verdict(0, [], none="nothing there", unknown="why", note="by the way")
    assert (verdict.outcome, verdict.reason) == ("not applicable", "nothing there; by the way")


def test_witnesses_come_fewest_rows_first_and_then_earliest() -> None:
    verdict = RULE.verdict(9, [finding(1, 2, t=1), finding(9, t=5), finding(8, t=3)], none="")
    assert [witness.rows for witness in verdict.witnesses] == [(8,), (9,), (1, 2)]


def test_only_so_many_are_shown_and_told() -> None:
    told = []

    def tell(number: int) -> str:
        told.append(number)
        return str(number)

    findings = [Finding((number,), number, lambda number=number: tell(number)) for number in range(100)]
    verdict = RULE.verdict(200, findings, none="")
    assert len(verdict.witnesses) == SHOWN
    assert told == list(range(SHOWN))
    assert verdict.reason == "95 more like these"


def test_rows_of_a_witness_are_in_order_and_once_each() -> None:
    assert RULE.verdict(1, [finding(3, 1, 3)], none="").witnesses[0].rows == (1, 3)


def test_there_are_never_fewer_instances_than_findings() -> None:
    assert RULE.verdict(0, [finding(1), finding(2)], none="").instances == 2


def test_missing_evidence_names_the_silent_connections() -> None:
    story = Story()
    story.members("Ana", "Ben")
    story.settle(silent=("Ben/laptop#1",))
    assert "no end" in missing_evidence(Facts(story.rows))
    assert "Ben/laptop#1" in missing_evidence(Facts(story.end().rows))
    assert missing_evidence(Facts(Story().rest().rows)) == ""
