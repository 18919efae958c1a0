"""Claims of resumes and what a session holds after one."""

from typing import Any

from lockstep.history.rows import Fault, Promises, Resume

from tests.evidence.oracle.opinion.stories import Told

_PROMISES = Promises(numbers=True, versions=True, cause=True, retention_events=100, retention_s=600)


def _away(**resume: Any) -> tuple[Told, Any]:
    story = Told(_PROMISES)
    story.members("Ana", "Ben")
    story.drop("Ben")
    post = story.post("Ana", "hello")
    story.hear("Ana", post)
    story.connect("Ben")
    story.resume("Ben", 0, **resume)
    return story, post


def test_a_true_claim() -> None:
    story, post = _away()
    story.hear("Ben", post)
    assert story.quiet() == set()


def test_a_claim_that_something_is_missing_of() -> None:
    story, _ = _away()
    assert story.quiet() == {"P1", "P16", "P18"}


def test_a_claim_with_another_beginning() -> None:
    story, post = _away()
    story.hear("Ben", post)
    done = next(row for row in story.rows if isinstance(row, Resume) and row.phase == "done")
    claim = done.claims["chatroom:7"]
    done.claims = {"chatroom:7": type(claim)(recovered=True, start=5, end=claim.end)}
    assert story.quiet() == {"P16"}


def test_a_position_in_the_future_or_below_zero() -> None:
    for asked, expected in ((0, set()), (2, {"P16"}), (-1, {"P16"})):
        story = Told(_PROMISES)
        story.members("Ana", "Ben")
        story.drop("Ben")
        story.connect("Ben")
        story.resume("Ben", asked, end=max(asked, 0))
        for _ in range(2):
            later = story.post("Ana", "later")
            for who in ("Ana", "Ben"):
                story.hear(who, later)
        assert story.quiet() & {"P16"} == expected


def test_a_refusal_within_the_retention() -> None:
    story, _ = _away(recovered=False)
    later = story.post("Ana", "later")
    for who in ("Ana", "Ben"):
        story.hear(who, later)
    assert story.quiet() == {"P16"}


def test_no_answer_unless_a_fault_may_have_lost_it() -> None:
    for does, expected in ((("delays",), {"P16"}), (("loses",), set())):
        story, post = _away()
        story.hear("Ben", post)
        story.rows = [row for row in story.rows if not (isinstance(row, Resume) and row.phase == "done")]
        story.add(Fault(name="network", phase="start", does=does, evidence="seen"))
        for place, row in enumerate(story.rows):
            row.i = place
        assert story.quiet() & {"P16"} == expected
