"""Each mistaken service does what it says, and there is a scenario whose step must find it.

That the step does find it is `python -m evidence.mutants.service prove`, which takes minutes.
"""

import asyncio
import re
from types import SimpleNamespace
from typing import Any

import pytest
from lockstep.management.access import Caller

from evidence.mutants.service import cancelled_runs_on, guests_may_execute, live_tells_twice
from evidence.mutants.service.__main__ import PROMISES, main
from tests.quality.tree import ROOT


def test_each_has_a_scenario_with_a_step_that_must_find_it() -> None:
    modules = {path.stem for path in (ROOT / "evidence" / "mutants" / "service").glob("[a-z]*.py")} - {
        "serving",
        "test_service",
    }
    assert modules == set(PROMISES)
    for feature, scenario, step in PROMISES.values():
        text = (ROOT / feature).read_text("utf-8")
        body = text.split(f"Scenario: {scenario}\n")[1].split("Scenario")[0]
        assert re.search(rf"(When|Then|And) {re.escape(step)}", body)


def test_guests_do_what_members_do() -> None:
    may = guests_may_execute.MUTANT.replacement(Caller.may)
    guest = Caller("1", "gwen@example.com", "GUEST", "c")
    assert (guest.may("MEMBER"), may(guest, "MEMBER"), may(guest, "ADMIN")) == (False, True, False)


def test_who_watches_is_told_twice() -> None:
    sent: list[Any] = []

    async def send(_: Any, __: Any, events: Any) -> None:
        sent.extend(events)

    asyncio.run(live_tells_twice.MUTANT.replacement(send)(None, None, [{"seq": 0}, {"seq": 1}]))
    assert [one["seq"] for one in sent] == [0, 0, 1]


@pytest.mark.parametrize(("status", "ended"), [("RUNNING", []), ("PENDING", ["original"])])
def test_what_is_cancelled_runs_on(status: str, ended: list[str]) -> None:
    done: list[str] = []
    executor = SimpleNamespace(_records=SimpleNamespace(finish=lambda _, status, __: status == "CANCELLED"))
    original = cancelled_runs_on.MUTANT.replacement(lambda *_: done.append("original") is None)
    assert original(executor, SimpleNamespace(status=status))
    assert done == ended


def test_a_mutant_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "nobody"]) == 2
    assert "there are cancelled_runs_on, guests_may_execute, live_tells_twice" in capsys.readouterr().err
