"""Statuses: what is told and shown of them is what their owners last set."""

from collections.abc import Callable

import msgspec
import pytest
from lockstep.history.digest import digest
from lockstep.history.rows import Header, Settled

from tests.checks.builder import Story
from tests.checks.coming import COMPANY, WATCHED, office, p22, read, set_status, told_status
from tests.checks.test_witnesses import witnesses

# histories in which it holds


def set_twice(story: Story) -> None:
    first, second = set_status(story, "w1", "away", 3), set_status(story, "w2", "busy", 4)
    told_status(story, "Ben", first)
    told_status(story, "Ben", second)
    told_status(story, "Cleo", first)
    told_status(story, "Cleo", second)
    read(story, "Ben", "status:user:3", 5, status="busy")


def read_while_it_is_set(story: Story) -> None:
    first = set_status(story, "w1", "away", 3)
    second = set_status(story, "w2", "busy", 4)
    read(story, "Ben", "status:user:3", 3.9, took=1, status="away")
    for who in ("Ben", "Cleo"):
        told_status(story, who, first)
        told_status(story, who, second)


@pytest.mark.parametrize("twin", [set_twice, read_while_it_is_set])
def test_strange_but_legal(twin: Callable[[Story], None]) -> None:
    story = office()
    twin(story)
    verdict = p22(story.rest(9))
    assert verdict.outcome == "holds", verdict.witnesses


def test_each_statement_of_a_status_is_an_instance() -> None:
    alone = p22(office().rest(9)).instances
    story = office()
    set_twice(story)
    assert p22(story.rest(9)).instances == alone + 5


def test_a_status_that_nobody_set_is_no_instance() -> None:
    alone = p22(office().rest(9)).instances
    story = office()
    read(story, "Ben", "status:user:9", 3, status="away")
    assert p22(story.rest(9)).instances == alone


# histories in which it does not


def p22_old_status() -> Story:
    story = office()
    told_status(story, "Ben", set_status(story, "w1", "away", 3), "online")
    return story.rest(9)


def p22_old_status_read() -> Story:
    story = office()
    for w, status, at in (("w1", "away", 3), ("w2", "busy", 4)):
        told_status(story, "Ben", set_status(story, w, status, at))
    read(story, "Ben", "status:user:3", 5, status="away")
    return story.rest(9)


@pytest.mark.parametrize("make", [p22_old_status, p22_old_status_read])
def test_one_witness_that_is_gone_without_any_of_its_rows(make: Callable[[], Story]) -> None:
    story = make()
    verdict = p22(story)
    assert (verdict.outcome, len(verdict.witnesses)) == ("violated", 1)
    [witness] = verdict.witnesses
    for gone in witness.rows:
        if isinstance(story.rows[gone], Header | Settled):
            continue
        left = [row for row in story.rows if row.i != gone]
        shorter = {rows for rows in witnesses(left, "p22") if set(rows) <= set(witness.rows)}
        assert shorter == set(), f"row {gone} is not needed: {story.rows[gone]}"


def test_witnesses_are_told_in_names_and_times() -> None:
    assert p22(p22_old_status()).witnesses[0].text == (
        'Ben (laptop) was told, at +3.002 s, frame 2 of its connection, that the status of Cleo is "online", but '
        'Cleo had set "away" at +3.000 s.'
    )
    assert p22(p22_old_status_read()).witnesses[0].text == (
        'Ben\'s read from +5.000 s to +5.010 s showed that the status of Cleo is "away", but Cleo had last set '
        '"busy" at +4.000 s, answered +4.001 s.'
    )


@pytest.mark.parametrize(
    ("said", "author", "taken", "outcome"),
    [
        ("away", "Cleo", True, "holds"),
        ("asleep", "Cleo", True, "violated"),
        ("asleep", None, True, "violated"),
        ("asleep", "Mallory", True, "holds"),
        ("asleep", "Cleo", False, "holds"),
    ],
)
def test_a_status_never_set_beside_one_whose_answer_was_lost(
    said: str, author: str | None, taken: bool, outcome: str
) -> None:
    story = office(msgspec.structs.replace(WATCHED, versions=False, cause=False, numbers=False))
    lost = {"operation": "set_status", "kind": "user_status_updated", "entity": "status:user:3", "durable": False}
    sent = digest({"status": "away"})
    away = story.ask("Cleo", "away", COMPANY, at=3, **lost, sent=sent)
    story.rows[-1].sent = sent
    (story.lose if taken else story.refuse)(away)
    payload = {"userId": 3, "status": said}
    for who in ("Ben", "Cleo"):
        changed = {"payload": payload, "digest": digest(payload), "sent": digest({"status": said}), "author": author}
        story.hear(who, away, **changed)
    verdicts = story.rest(20).verdicts()
    assert verdicts["P22"].outcome == outcome
    if outcome == "violated":
        assert 'the status of Cleo is "asleep", but Cleo had set another one at' in verdicts["P22"].witnesses[0].text
    if said == "asleep":
        assert "violated" in {verdicts["P3"].outcome, verdicts["P4"].outcome}
