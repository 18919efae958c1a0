import pytest
from lockstep.reporting.console.failure import LINES, WIDTH, failure_lines, wrapped

from tests.reporting.made import problem, run, scenario

LONG = "\n".join(f"line {number}: " + "word " * 30 for number in range(40))


def lines(**changes: object) -> list[str]:
    return [line.strip() for line in failure_lines(run(), scenario(status="failed", **changes))]


def test_what_is_told_of_a_failure() -> None:
    assert lines(rule="each once", problems=[problem()], history="reports/history/0123-1.jsonl") == [
        "Feature: Messages",
        "Rule: each once",
        "Then Ben hears it (features/sync/messages.feature:14)",
        "Ben received nothing",
        "cause: the product does not do what it promises",
        "history: reports/history/0123-1.jsonl",
        "repeat:  behave features/sync/messages.feature:12 -D seed=7",
    ]


def test_further_problems_follow() -> None:
    told = lines(problems=[problem(), problem("error", where="clean-up", message="left behind: x"), problem()])
    assert "also broken: clean-up: left behind: x" in told


def test_a_plant_is_named_with_its_cause() -> None:
    planted = run(settings={"plant": "drop:every=2"})
    one = scenario(status="failed", problems=[problem(cause="plant")])
    told = [line.strip() for line in failure_lines(planted, one)]
    assert told[-3:-1] == ["cause: the plant, not the product", "plant: drop:every=2"]
    assert not any(line.startswith("plant:") for line in lines(problems=[problem()]))


@pytest.mark.parametrize("number", [1, 2, 3, 9])
@pytest.mark.parametrize("rule", ["", "a rule " * 40])
def test_never_more_than_fifteen_lines_of_a_hundred_columns(number: int, rule: str) -> None:
    problems = [problem(message=LONG, where="Then " + "x " * 100)] * number
    told = failure_lines(run(), scenario(status="failed", rule=rule, problems=problems, history="h" * 40))
    assert len(told) <= LINES
    assert all(len(line) <= WIDTH for line in told)
    assert any("more lines in reports/failures.txt" in line for line in told)
    assert told[-1].strip().startswith("repeat:")
    assert any(f"and {number - 3} more in reports/failures.txt" in line for line in told) == (number > 3)


def test_the_place_is_never_cut_off() -> None:
    told = lines(problems=[problem(where="Then " + "Ben hears it " * 20 + "(features/sync/messages.feature:14)")])
    assert told[1].startswith("Then Ben hears it Ben hears it")
    assert told[1].endswith("... (features/sync/messages.feature:14)")


def test_the_witness_of_a_further_problem_has_four_lines() -> None:
    told = lines(problems=[problem(message=LONG), problem(message="P1 no loss is violated: " + "word " * 200)])
    first = next(index for index, line in enumerate(told) if line.startswith("also failed"))
    assert told[first + 3].endswith("...")
    assert told[first + 4].startswith("cause:")


def test_a_short_message_is_kept_whole() -> None:
    assert wrapped("one\n\n  two\n") == ["one", "", "  two"]


def test_the_command_is_never_wrapped() -> None:
    defines = [("target", "x" * 200 + ".py")]
    told = failure_lines(run(defines=defines), scenario(status="failed", problems=[problem()]))
    assert told[-1].endswith(f"-D target={'x' * 200}.py -D seed=7")
