"""The view of a run, as it would stand on the screen."""

import io
import re
from collections.abc import Iterator

import pytest
from lockstep.reporting.console.terminal import Terminal, fitting, is_live, minutes


class Screen(io.StringIO):
    """A terminal that keeps what was sent to it, and can tell what would be seen."""

    def isatty(self) -> bool:
        return True

    def seen(self) -> list[str]:
        """The lines that stand there: of what the view uses, moving up and erasing a line."""
        lines = [""]
        for part in re.findall(r"\033\[1A|\033\[K|\033\[\d*m|\r|\n|[^\033\r\n]+", self.getvalue()):
            if part == "\033[1A":
                lines.pop()
            elif part == "\033[K":
                lines[-1] = ""
            elif part == "\n":
                lines.append("")
            elif not part.startswith("\033") and part != "\r":
                lines[-1] += part
        assert lines[-1] == ""
        return lines[:-1]


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def runs(view: Terminal, scenario: str, title: str, *steps: str) -> None:
    view.take({"type": "scenario_started", "scenario": scenario, "attempt": 1, "title": title})
    for step in steps:
        view.take({"type": "step_started", "scenario": scenario, "attempt": 1, "step": step})


def finishes(view: Terminal, scenario: str, status: str = "passed", *, passed: bool = True) -> None:
    one = {"scenario": scenario, "attempt": 1, "status": status, "passed": passed}
    view.take({"type": "scenario_finished", **one})


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def view(screen: Screen, clock: Clock) -> Iterator[Terminal]:
    made = Terminal(screen, coloured=False, clock=clock)
    yield made
    made.close()


def test_the_view_stands_below_the_lines_and_goes_at_the_end(view: Terminal, screen: Screen) -> None:
    view.write("target reference\n")
    view.expect({"a": None, "b": None}, 1)
    assert screen.seen() == ["target reference"]
    runs(view, "a", "one message arrives", "When Ana posts", "Then Ben hears it")
    view.take({"type": "pulse", "scenario": "a", "attempt": 1, "people": 2})
    standing = "0 of 2: 0 passed, 0 failed, 0 skipped; 0:00"
    assert screen.seen() == ["target reference", "  one message arrives | Then Ben hears it", standing]
    view.write("a line\nanother\n")
    assert screen.seen()[1:3] == ["a line", "another"]
    assert screen.seen()[-1] == standing
    view.close()
    assert screen.seen() == ["target reference", "a line", "another"]
    view.write("the end\n")
    assert screen.seen()[-1] == "the end"


def test_every_status_is_counted_once_and_a_later_attempt_replaces_an_earlier(view: Terminal) -> None:
    statuses = ("passed", "known", "failed", "error", "unknown", "invalid", "skipped", "not run")
    for number, status in enumerate(statuses):
        finishes(view, str(number), status)
    finishes(view, "again", "failed", passed=False)
    assert (
        "9 of 9: 2 passed, 2 failed, 2 skipped; not judged: 1 invalid, 1 unknown; broken: 1 (1 known)"
        in view.lines()[-1]
    )
    finishes(view, "again", "flaky", passed=False)
    assert "9 of 9: 2 passed, 2 failed" in view.lines()[-1]
    finishes(view, "again", "flaky")
    assert "9 of 9: 3 passed, 1 failed" in view.lines()[-1]


def test_the_time_left_comes_from_earlier_runs_at_the_pace_of_this_one(view: Terminal, clock: Clock) -> None:
    view.expect({"a": 10.0, "b": 20.0, "c": None}, 1)
    assert view.lines()[-1].endswith("0:00, about 0:45 left")
    clock.now += 20
    finishes(view, "a")
    assert view.lines()[-1].endswith("0:20, about 1:10 left")


def test_with_workers_the_time_left_is_shared(view: Terminal) -> None:
    view.expect({"a": 60.0, "b": 60.0}, 2)
    assert view.lines()[-1].endswith("about 1:00 left")


def test_without_earlier_runs_what_is_done_tells_the_time_left(view: Terminal, clock: Clock) -> None:
    view.expect(dict.fromkeys("abcd"), 1)
    clock.now += 5
    assert view.lines()[-1].endswith("; 0:05")
    finishes(view, "a")
    assert view.lines()[-1].endswith("0:05, about 0:15 left")
    for key in "bcd":
        finishes(view, key)
    assert view.lines()[-1].endswith("; 0:05")


def test_many_workers_are_summed_up(view: Terminal, screen: Screen) -> None:
    for worker in range(1, 7):
        runs(view, str(worker), f"scenario {worker}")
    assert screen.seen()[:-1] == ["  scenario 1", "  scenario 2", "  scenario 3", "  and 3 more"]
    for worker in (1, 2, 3, 4):
        finishes(view, str(worker))
    assert screen.seen()[:-1] == ["  scenario 5", "  scenario 6"]


def test_a_violation_is_said_at_once_in_one_line_that_commands_nothing(view: Terminal, screen: Screen) -> None:
    runs(view, "a", "title")
    witness = "Ben never\nreceived \033[2J it" + " and more" * 40
    view.take({"type": "violation_found", "property": "P1", "name": "no loss", "witness": witness})
    first = screen.seen()[0]
    assert first.startswith(r"  ! P1 no loss: Ben never received \x1b[2J it and more")
    assert len(first) == 79


def test_titles_command_nothing_either(view: Terminal) -> None:
    runs(view, "a", "title \033[2J")
    assert view.lines()[0] == r"  title \x1b[2J"


def test_colour_only_where_it_is_wanted(screen: Screen, view: Terminal) -> None:
    runs(view, "a", "title")
    assert not re.search(r"\033\[\d+m", screen.getvalue())
    coloured = Screen()
    other = Terminal(coloured, coloured=True)
    runs(other, "a", "title")
    other.close()
    assert "\033[2m  title\033[0m\n" in coloured.getvalue()


@pytest.mark.parametrize(
    ("environ", "live"),
    [
        ({"TERM": "xterm"}, True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, True),
        ({"TERM": "dumb"}, False),
        ({}, False),
        ({"TERM": "xterm", "CI": "true"}, False),
    ],
)
def test_where_the_view_is_drawn(screen: Screen, environ: dict[str, str], live: bool) -> None:
    assert is_live(screen, environ) is live
    assert not is_live(io.StringIO(), environ)


def test_texts_fit_in_columns_whatever_their_script() -> None:
    assert fitting("abcdef", 4) == "abc"
    assert fitting("日本語", 6) == "日本"
    assert fitting("e\u0301e\u0301e\u0301", 3) == "e\u0301e\u0301"
    assert fitting("a\nb\tc", 80) == "a b c"


def test_times_in_minutes() -> None:
    assert [minutes(seconds) for seconds in (0, 59.6, 3599, 3723, -1)] == ["0:00", "1:00", "59:59", "1:02:03", "0:00"]
