"""Silence counts only where something could have been received."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lockstep.history.rows import Close
from lockstep.running.errors import UnknownError
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import setup, silence

from tests.running.acted import scene


def context(made: Scene) -> Any:
    return SimpleNamespace(scene=made, current_step=SimpleNamespace(ran_as=""))


def test_someone_who_listens_and_receives_nothing_proves_it(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.gather(made, "design", ("Ana", "Zoe"))
        told = context(made)
        silence.received_nothing(told, "Zoe", asked=["w"])
        assert told.current_step.ran_as == ""


def test_someone_who_listened_to_nothing_proves_nothing(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.employ(made, "Zoe")
        with pytest.raises(UnknownError, match="Zoe has listened to nothing in this scenario, so nothing could"):
            silence.received_nothing(context(made), "Zoe", asked=["w"])


def test_someone_whose_connection_had_ended_is_told_not_to_count(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.gather(made, "design", ("Ana", "Zoe"))
        made.call(made.session("Zoe").close)
        assert any(made.history.of(Close, person="Zoe", phase="done"))
        made.act_begins()
        told = context(made)
        silence.received_nothing(told, "Zoe", asked=["w"])
        assert told.current_step.ran_as == "not counted: Zoe had no subscription any more when it happened"


def test_an_outsider_listens_elsewhere_so_that_silence_counts(tmp_path: Path) -> None:
    with scene(tmp_path) as made:
        setup.employ(made, "Zoe", company="another")
        setup.listen_elsewhere(made, "Zoe")
        assert made.session("Zoe").channels == {"chatroom:7"}
        setup.listen_elsewhere(made, "Zoe")
        silence.received_nothing(context(made), "Zoe", asked=["w"])
        with pytest.raises(LookupError, match='called "elsewhere"'):
            made.ref("elsewhere")
