"""P24: what arrives, arrives within L."""

from lockstep.checks.verdicts import Verdict

from tests.checks.builder import ROOM, Story


def p24(story: Story) -> Verdict:
    return story.verdicts()["P24"]


def team() -> Story:
    story = Story()
    story.members("Ana", "Ben")
    return story


def ends(story: Story, at: float = 20, tolerance_ms: float | None = 5) -> Story:
    story.settle(at)
    return story.end(tolerance_ms)


def delivered(at: float | None = None, **fields: object) -> Story:
    story = team()
    story.name(ROOM, "design")
    post = story.post("Ana", "Hello", at=1, **fields)
    story.hear("Ben", post, at=at)
    return story


def test_within_the_deadline_holds_on_any_machine() -> None:
    for tolerance_ms in (None, 5, 500):
        verdict = p24(ends(delivered(5), tolerance_ms=tolerance_ms))
        assert (verdict.outcome, verdict.instances) == ("holds", 1)


def test_later_is_a_violation() -> None:
    verdict = p24(ends(delivered(8)))
    assert verdict.outcome == "violated"
    assert 'Ben (laptop) received "Hello"' in verdict.witnesses[0].text
    assert verdict.witnesses[0].text.endswith("6999.0 ms after it was due; the limit is 5000.0 ms.")


def test_what_never_came_is_not_judged_here() -> None:
    story = team()
    story.post("Ana", "Hello")
    verdicts = ends(story).verdicts()
    assert (verdicts["P24"].outcome, verdicts["P1"].outcome) == ("not applicable", "violated")


def test_the_machines_own_delay_is_allowed() -> None:
    assert p24(ends(delivered(6.05), tolerance_ms=90)).outcome == "holds"


def test_times_on_a_machine_too_slow_or_not_measured_are_unknown() -> None:
    verdict = p24(ends(delivered(8), tolerance_ms=150))
    assert verdict.outcome == "unknown"
    assert verdict.reason.endswith("was 150.0 ms: the timing is invalid")
    assert p24(ends(delivered(8), tolerance_ms=None)).outcome == "unknown"


def test_a_declared_delay_and_a_pause_are_allowed() -> None:
    story = team()
    story.fault("latency", 4_000, at=0.5)
    story.hear("Ben", story.post("Ana", "Hello", at=1), at=8)
    assert p24(ends(story)).outcome == "holds"
    story = team()
    post = story.post("Ana", "Hello", at=1)
    story.pause("Ben", at=2)
    story.go_on("Ben", at=10)
    story.hear("Ben", post, at=11)
    assert p24(ends(story, 30)).outcome == "holds"


def test_coalesced_status_and_strangers_are_no_instances() -> None:
    assert p24(ends(delivered(8, coalesce=True))).outcome == "not applicable"
    story = team()
    post = story.post("Ana", "Hello", at=1)
    story.members("Cleo")
    story.hear("Cleo", post, at=9)
    assert p24(ends(story)).outcome == "not applicable"


def test_ephemeral_events_are_in_time_too() -> None:
    assert p24(ends(delivered(8, durable=False, entity=None))).outcome == "violated"
