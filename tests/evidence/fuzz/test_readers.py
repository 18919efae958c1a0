"""Every reader withstands generated input, and everything that should be fuzzed is."""

from collections.abc import Callable

import pytest
from lockstep.clients.dialects.registry import DIALECTS
from lockstep.targets.registry import TARGETS

from evidence.fuzz.registry import READERS, unread
from evidence.fuzz.trial import tried

CASES = 500
SEED = 7


@pytest.mark.parametrize("name", READERS)
def test_whatever_is_read_there_is_a_value_or_a_sentence(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    trial = tried(READERS[name], CASES, SEED)
    assert trial.finds == ()
    assert trial.cases == CASES
    assert trial.outcomes.keys() - READERS[name].rare == READERS[name].outcomes
    record_property("summary", f"fuzz: {name}: {trial.cases} cases, nothing found")


def test_a_dialect_or_target_without_a_reader_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unread() == []
    monkeypatch.setitem(DIALECTS, "morse", DIALECTS["json"])
    monkeypatch.setitem(TARGETS, "pigeons", TARGETS["faye"])
    assert unread() == ["frames of morse", "messages of pigeons", "answers of pigeons"]
