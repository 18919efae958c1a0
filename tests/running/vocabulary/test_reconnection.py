"""People come back through their clients, are measured, and stop reading for a while."""

from collections import Counter
from pathlib import Path

import pytest
from lockstep.history.rows import Continue, Pause, Recovery
from lockstep.running.vocabulary import reconnection

from tests.running.acted import scene


def test_everybody_comes_back_and_each_return_is_measured(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        for person in ("Ana", "Ben"):
            made.enrol(person)
            made.connect(person)
            made.call(made.session(person).cut)
        assert reconnection.come_back(made, "Ana", "Ben") == {"Ana": "recovered", "Ben": "recovered"}
        reconnection.measure(made)
        assert Counter(timing.budget for timing in made.timings) == {"reconnect": 2, "resume": 2}
        assert reconnection.limit_ms(made) == 30_001


def test_a_device_has_one_client(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.enrol("Ana")
        assert reconnection.client(made, "Ana") is reconnection.client(made, "Ana")
        assert reconnection.client(made, "Ana", "phone") is not reconnection.client(made, "Ana")


def test_who_is_watched_comes_back_alone(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.enrol("Ana")
        made.connect("Ana")
        reconnection.watch(made, "Ana")
        made.call(made.session("Ana").cut)
        assert made.history.wait(lambda: any(made.history.of(Recovery, stage="recovered")), 20)


def test_reading_stops_and_goes_on(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.enrol("Ana")
        made.connect("Ana")
        reconnection.pause(made, "Ana")
        reconnection.read_on(made, "Ana")
        assert [type(row) for row in made.history.rows() if isinstance(row, Pause | Continue)] == [Pause, Continue]


def test_nobody_without_a_connection_stops_reading(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        made.enrol("Ana")
        with pytest.raises(ConnectionError):
            reconnection.pause(made, "Ana")
