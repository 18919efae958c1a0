"""The adapters side by side say what the adapters say."""

from lockstep.targets.comparison_page import SIDE_BY_SIDE, markdown
from lockstep.targets.nchan import NchanTarget

PAGE = markdown()


def row(name: str) -> list[str]:
    line = PAGE.split(f"| {name} |")[1].splitlines()[0]
    return [cell.strip() for cell in line.split("|")[:-1]]


def test_needs_and_promises_stand_in_their_columns() -> None:
    assert row("need") == [one.name for one in SIDE_BY_SIDE]
    assert row("accounts") == ["yes", "", "", "", ""]
    assert row("redelivery") == ["", "", "", "yes", ""]
    assert row("order") == ["channel"] * 5
    assert row("drain_ms") == ["", "100", "100", "100", "100"]
    assert row("slow_codes") == ["4408", "", "", "", ""]
    assert "volatile" not in PAGE


def test_every_known_defect_is_told_with_its_scenarios() -> None:
    assert NchanTarget.known_defects
    for one in SIDE_BY_SIDE:
        for defect in one.known_defects:
            [line] = [
                line for line in PAGE.splitlines() if line.startswith(f"* {one.name}") and defect.reason in line
            ]
            assert defect.scenario in line
