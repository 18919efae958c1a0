from lockstep.running.execution.scenario_record import ScenarioRecord


def test_the_first_reason_to_stop_counts() -> None:
    record = ScenarioRecord("0123456789ab")
    assert (record.stopped, record.attempt) == ("", 1)
    record.stop("the target died")
    record.stop("and so did the relay")
    assert record.stopped == "the target died"


def test_records_share_nothing() -> None:
    one, other = ScenarioRecord("a"), ScenarioRecord("b")
    one.leftovers.append("x")
    assert other.leftovers == []
