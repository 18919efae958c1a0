"""The page of needs."""

from lockstep.running.selection.needs_page import table
from lockstep.targets.needs import TABLE


def test_each_need_has_a_line_with_what_it_calls_for_and_its_scenarios() -> None:
    lines = table([["edit"], ["edit", "reads"], []]).splitlines()
    assert len(lines) == len(TABLE) + 2
    assert (
        "| `edit` | messages are edited, which is announced | `edit_message(message, content)` |  |  | 2 |" in lines
    )
    assert any(line.startswith("| `close-token` (declared) |") for line in lines)
    assert any(line.startswith("| `faults` |") and line.endswith("| the suite decides | 0 |") for line in lines)
