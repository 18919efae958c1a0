"""Faults that a scene declares: they stand in its history with what they did, or make it an error."""

from pathlib import Path

import pytest
from lockstep.history.rows import Fault
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.scene.scene import Scene

from tests.running.acted import scene


def rows(made: Scene) -> list[tuple[str, str, str | None]]:
    return [(row.name, row.phase, row.person) for row in made.history.of(Fault)]


def test_a_fault_stands_in_the_history_with_what_it_did(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.faults.wanted = True
        before = made.target.websocket_url
        made.enrol("Ana")
        assert made.target.websocket_url != before
        assert made.connect("Ana")
        made.faults.begin("reset", who="Ana", device="laptop", on="socket")
        made.faults.lasts(0.01)
        made.faults.end("Ana")
        start, end = made.history.of(Fault)
        assert (start.person, start.session, start.evidence) == ("Ana", "Ana/laptop", "")
        assert end.evidence == "1 connections reset"
        assert made.faults.end_all() == []
        made.faults.close()
        assert made.target.websocket_url == before
        made.faults.close()


def test_one_that_took_no_effect_is_an_error_of_the_scenario(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.faults.wanted = True
        made.enrol("Ana")
        made.faults.begin("drop", who="Ana")
        with pytest.raises(EnvironmentFaultError, match=r'"drop" of Ana took no effect.*no such event passed while'):
            made.faults.end()
        made.faults.begin("half-open")
        assert "nothing passed while it was on" in made.faults.end_all()[-1]
        assert [phase for _, phase, _ in rows(made)] == ["start", "end"] * 2


def test_what_cannot_be_declared_is_told(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        with pytest.raises(EnvironmentFaultError, match=r"need a relay, so tag the scenario @needs\.faults"):
            made.faults.begin("reset")
        with pytest.raises(EnvironmentFaultError, match="cannot be killed: a scenario may do that only to its own"):
            made.break_backend("killed")
        with pytest.raises(EnvironmentFaultError, match="there is no active declared fault to end"):
            made.faults.end()
        made.faults.wanted = True
        made.enrol("Ana")
        with pytest.raises(EnvironmentFaultError, match="no network fault is called 'flood'"):
            made.faults.begin("flood")
