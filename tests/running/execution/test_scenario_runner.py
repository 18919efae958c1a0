"""What the runner does around scenarios: hooks, clean-up, leftovers, time limits, through real behave."""

import pytest

from tests.running.project import Project

PASSES = "Given nothing;When nothing happens"
HOOKED = """
@smoke
Feature: A
  Rule: R
    Scenario: one
      Given nothing
    Scenario: two
      Given nothing
"""
TIME_UP = "from tests.running.time_up import time_up\n"
OF_THE_RUN = {"before_all": (0, 2), "after_all": (2, 0)}
OF_A_CONTAINER = {"before_feature": (0, 2), "after_feature": (2, 0), "before_rule": (0, 2), "after_rule": (2, 0)}
OF_A_SCENARIO = ["before_scenario", "after_scenario", "before_step", "after_step"]


def breaking(hook: str, error: str = "int('x')") -> str:
    arguments = "context" if hook.endswith("_all") else "context, what"
    return f"def {hook}({arguments}): {error}\n"


@pytest.mark.parametrize("hook", [*OF_THE_RUN, *OF_A_CONTAINER])
def test_a_hook_outside_a_scenario_breaks(project: Project, hook: str) -> None:
    passed, not_run = {**OF_THE_RUN, **OF_A_CONTAINER}[hook]
    project.feature(HOOKED)
    project.hooks(breaking(hook))
    ran = project.run()
    ran.came_to(2, passed=passed, failed=0, skipped=not_run)
    [line] = [line for line in ran.lines if line.startswith("error: ")]
    assert line.startswith(f"error: {hook}")
    assert "broke with ValueError: invalid literal" in line
    assert line.endswith("(features/environment.py:1); the traceback is in reports/suite.log")
    assert "Traceback" in ran.log
    assert any(one["name"] == line.removeprefix("error: ") for one in ran.allure)


@pytest.mark.parametrize("hook", OF_A_SCENARIO)
def test_a_hook_of_a_scenario_breaks(project: Project, hook: str) -> None:
    project.feature(HOOKED)
    project.hooks(breaking(hook))
    ran = project.run()
    ran.came_to(2, passed=0, failed=2)
    assert f"{hook} broke with ValueError: invalid literal" in ran.out
    assert "(features/environment.py:1)" in ran.out
    assert ran.summary["scenarios"][0]["status"] == "error"


@pytest.mark.parametrize(("hook", "failed"), [("before_tag", 0), ("after_tag", 0)])
def test_a_hook_of_a_tag_breaks(project: Project, hook: str, failed: int) -> None:
    project.scenarios(f"@smoke|{PASSES}", PASSES)
    project.hooks(breaking(hook))
    ran = project.run()
    ran.came_to(2, passed=1, failed=1)


def test_an_assertion_in_a_hook_is_the_suites_fault(project: Project) -> None:
    project.scenarios(PASSES)
    project.hooks(breaking("after_scenario", "assert 1 == 2, 'not empty'"))
    ran = project.run()
    ran.came_to(2, passed=0, failed=1)
    assert "not empty" in ran.out


def test_after_step_breaks_where_the_step_failed(project: Project) -> None:
    project.scenarios("When it fails")
    project.hooks(breaking("after_step"))
    project.run().came_to(1, passed=0, failed=1)


def test_an_environment_fault_is_one_sentence(project: Project) -> None:
    project.scenarios(PASSES)
    raising = "from lockstep.running.errors import EnvironmentFaultError\n"
    fault = "raise EnvironmentFaultError('the API at example.org does not answer')"
    project.hooks(raising + breaking("before_all", fault))
    ran = project.run()
    ran.came_to(2, passed=0, failed=0, skipped=1)
    assert "error: the API at example.org does not answer" in ran.lines
    assert ran.allure[0]["name"] == "the API at example.org does not answer"
    project.hooks(raising + breaking("before_scenario", fault))
    ran = project.run()
    ran.came_to(2, passed=0, failed=1)


def test_the_target_dies_before_a_scenario(project: Project) -> None:
    project.scenarios(PASSES, PASSES)
    project.hooks(
        "from lockstep.running.errors import RunStoppedError\n"
        + breaking("before_scenario", "raise RunStoppedError('the backend died')")
    )
    ran = project.run()
    ran.came_to(2, passed=0, failed=1, skipped=1)
    assert "error: the backend died" in ran.lines


@pytest.mark.parametrize("raised", ["KeyboardInterrupt", "SystemExit(0)"])
def test_a_hook_that_is_interrupted(project: Project, raised: str) -> None:
    project.scenarios(PASSES, PASSES)
    project.hooks(breaking("before_scenario", f"raise {raised}"))
    ran = project.run()
    assert ran.code == 2
    assert ran.summary["counts"]["passed"] == 0


@pytest.mark.parametrize(
    ("where", "passed", "failed"), [("before_scenario", 0, 2), ("before_feature", 2, 0), ("before_all", 2, 0)]
)
def test_clean_up_breaks(project: Project, where: str, passed: int, failed: int) -> None:
    project.feature(HOOKED)
    project.hooks("def spill(): raise OSError('no space')\n" + breaking(where, "context.add_cleanup(spill)"))
    ran = project.run()
    ran.came_to(2, passed=passed, failed=failed)
    assert "clean-up (spill)" in ran.out
    assert "OSError: no space (features/environment.py:1)" in ran.out
    assert "OSError: no space" in ran.log


def test_leftovers_fail_a_scenario_that_passed(project: Project) -> None:
    project.scenarios(PASSES, "When it fails")
    project.hooks(breaking("after_scenario", "context.record.leftovers.append('Ana/laptop is still connected')"))
    ran = project.run("features/a.feature:4")
    ran.came_to(2, passed=0, failed=1)
    assert "left behind: Ana/laptop is still connected" in ran.out
    assert ran.summary["scenarios"][0]["leftovers"] == ["Ana/laptop is still connected"]
    project.run().came_to(1, passed=0, failed=2)


def test_what_was_kept_on_purpose_is_said(project: Project) -> None:
    project.scenarios(PASSES)
    project.hooks(breaking("after_scenario", "context.record.kept.append('the company of Ana')"))
    ran = project.run()
    ran.came_to(0, passed=1, failed=0)
    assert ran.lines[-2] == "clean-up is switched off: 1 items were left, listed in reports/summary.json"


def test_known_defects_count_as_passed(project: Project) -> None:
    project.scenarios(PASSES)
    project.hooks(
        "from lockstep.targets.base import KnownDefect\n"
        + breaking("after_scenario", "context.record.known.append(KnownDefect('P7', what.name, 'issue 12'))")
    )
    ran = project.run()
    ran.came_to(0, passed=1, failed=0)
    assert "P7 in number 1: issue 12" in ran.out
    assert ran.summary["counts"]["known"] == 1


def test_hooks_find_what_they_need(project: Project) -> None:
    project.scenarios("@timeout.60|Given nothing", "When it fails")
    project.hooks(
        "def before_scenario(context, scenario):\n"
        "    context.say(f'{context.settings.seed} {context.record.attempt} {len(context.record.scenario_id)}')\n"
    )
    ran = project.run("-D", "seed=7")
    assert ran.code == 1
    assert ran.lines.count("7 1 12") == 2


class TestTimeLimit:
    LIMIT = ("-D", "test_timeout=60000")

    def test_in_a_step(self, project: Project) -> None:
        project.scenarios("When its time is up;When nothing happens", PASSES)
        project.hooks("def before_all(context): context.on_time_limit.append(lambda: context.say('cancelled'))\n")
        ran = project.run(*self.LIMIT)
        ran.came_to(1, passed=1, failed=1)
        assert "the time limit of 60 s (TEST_TIMEOUT) was over before its steps were done" in ran.out
        assert "cancelled" in ran.lines
        assert [step["status"] for step in ran.allure[0]["steps"]] == ["failed", "skipped", "passed"]

    def test_of_its_own(self, project: Project) -> None:
        project.scenarios("@timeout.1|When it never ends")
        ran = project.run("-D", "test_timeout=60000")
        ran.came_to(1, passed=0, failed=1)
        assert "the time limit of 1 s (@timeout.1) was over before its steps were done" in ran.out

    @pytest.mark.parametrize(
        ("hook", "before"), [("before_scenario", "its steps were done"), ("after_scenario", "its clean-up was done")]
    )
    def test_in_a_hook(self, project: Project, hook: str, before: str) -> None:
        project.scenarios(PASSES)
        project.hooks(TIME_UP + breaking(hook, "time_up()"))
        ran = project.run(*self.LIMIT)
        ran.came_to(2, passed=0, failed=1)
        assert f"the time limit of 60 s (TEST_TIMEOUT) was over before {before}" in ran.out

    def test_in_clean_up(self, project: Project) -> None:
        project.scenarios(PASSES)
        project.hooks(TIME_UP + breaking("before_scenario", "context.add_cleanup(time_up)"))
        ran = project.run(*self.LIMIT)
        ran.came_to(2, passed=0, failed=1)
        assert "was over before its clean-up was done" in ran.out

    def test_the_last_step_has_its_own(self, project: Project) -> None:
        project.scenarios("When its time is up")
        project.hooks(TIME_UP + breaking("before_step", "time_up() if what.name == 'every promise held' else None"))
        ran = project.run(*self.LIMIT)
        ran.came_to(1, passed=0, failed=1)
        assert "was over before every promise was judged" in ran.out

    def test_swallowed(self, project: Project) -> None:
        project.scenarios("When it swallows its time limit", "When it swallows its time limit;When it never ends")
        ran = project.run(*self.LIMIT)
        ran.came_to(1, passed=0, failed=2)


class TestRetries:
    FLAKY = "Given nothing;When it fails on the first 1 attempts;When nothing happens"

    def test_passed_only_when_run_again_is_no_pass(self, project: Project) -> None:
        project.scenarios(self.FLAKY, PASSES)
        ran = project.run(TEST_RETRY_COUNT="2")
        assert (ran.code, ran.totals()) == (1, (1, 1, 0)), ran.out
        told = [(one["name"], one["attempt"], one["status"], one["final"]) for one in ran.summary["scenarios"]]
        assert told == [
            ("number 1", 1, "failed", False),
            ("number 1", 2, "flaky", True),
            ("number 2", 1, "passed", True),
        ]
        assert (ran.summary["counts"]["flaky"], ran.summary["counts"]["failed"]) == (1, 0)
        assert ran.summary["scenarios"][1]["steps"][1]["status"] == "passed"
        first, second, _ = ran.allure
        assert first["historyId"] == second["historyId"]
        assert (first["status"], second["status"]) == ("failed", "failed")
        assert second["statusDetails"]["flaky"] is True
        assert [child.tag for child in ran.cases[0]] == ["failure", "flakyFailure", "system-out"]
        assert "FLAKY" in ran.out
        section = ran.lines[ran.lines.index("flaky:") :]
        assert section[1:3] == [
            "  number 1: passed only on attempt 2",
            "    attempt 1 failed: attempt 1: Ben received nothing",
        ]

    def test_flaky_may_be_allowed_and_is_told_all_the_same(self, project: Project) -> None:
        project.scenarios(self.FLAKY)
        ran = project.run("-D", "test_retry_count=1", "-D", "allow_flaky=true")
        assert (ran.code, ran.totals()) == (0, (1, 0, 0)), ran.out
        assert "counts as passed because flaky scenarios are allowed" in ran.out
        assert (ran.allure[1]["status"], ran.allure[1]["statusDetails"]["flaky"]) == ("passed", True)
        assert [child.tag for child in ran.cases[0]] == ["flakyFailure", "system-out"]

    def test_what_fails_every_time_is_failed_once(self, project: Project) -> None:
        project.scenarios("When it fails on the first 9 attempts")
        ran = project.run("-D", "test_retry_count=2", "-D", "allow_flaky=true")
        assert (ran.code, ran.totals()) == (1, (0, 1, 0)), ran.out
        assert [(one["attempt"], one["status"]) for one in ran.summary["scenarios"]] == [
            (number, "failed") for number in (1, 2, 3)
        ]
        assert len(ran.allure) == 3
        assert [child.tag for child in ran.cases[0]] == [
            "properties", "failure", "rerunFailure", "rerunFailure", "system-out",
        ]  # fmt: skip
        assert "(attempt 3)" in ran.out

    @pytest.mark.parametrize(
        ("body", "attempts"),
        [
            (PASSES, 1),
            ("When it fails", 2),
            ("When it breaks", 2),
            ("Given an unknown at the end", 2),
            ("When the machine is slow", 1),
            ("When the target dies", 1),
            ("When the user interrupts", 1),
            ("Given nothing;When its time is up", 2),
        ],
    )
    def test_what_is_run_again(self, project: Project, body: str, attempts: int) -> None:
        project.scenarios(body)
        ran = project.run("-D", "test_retry_count=1", "-D", "test_timeout=60000")
        assert len(ran.summary["scenarios"]) == attempts, ran.out
        assert sum(ran.totals()) + ran.aside() == 1

    def test_what_left_something_behind_is_not_run_again(self, project: Project) -> None:
        project.scenarios("When it fails")
        project.hooks("def after_scenario(context, scenario): context.record.leftovers.append('a socket')\n")
        ran = project.run("-D", "test_retry_count=3")
        assert len(ran.summary["scenarios"]) == 1

    def test_hooks_of_an_attempt_that_broke_do_not_mark_the_next(self, project: Project) -> None:
        project.scenarios(PASSES)
        project.hooks("def before_scenario(context, scenario): assert context.record.attempt > 1, 'not yet'\n")
        ran = project.run("-D", "test_retry_count=1", "-D", "allow_flaky=true")
        assert (ran.code, ran.totals()) == (0, (1, 0, 0)), ran.out

    def test_an_attempt_that_did_not_run_takes_the_place_of_none(self, project: Project) -> None:
        project.scenarios("When it fails")
        project.hooks(
            "def before_scenario(context, scenario):\n  if context.record.attempt > 1: scenario.skip('late')\n"
        )
        ran = project.run("-D", "test_retry_count=1", "-D", "allow_flaky=true")
        assert (ran.code, ran.totals()) == (1, (0, 1, 0)), ran.out
