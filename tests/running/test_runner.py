"""Exit codes and their reasons, through real behave: a run per case, every report compared."""

import re
import shlex
import sys
from pathlib import Path

import pytest
from lockstep.running.service.webhook_receiver import receiver
from lockstep.store import Store

from tests.running.project import STEPS, Project

PASSES = "Given nothing;When nothing happens"
LITERAL = "invalid literal for int() with base 10: 'x'"
BREAKS = STEPS.splitlines().index('def breaks(context): int("x")') + 1


def test_all_passed(project: Project) -> None:
    project.scenarios(PASSES, "Given a promise kept")
    ran = project.run("-D", "seed=7")
    ran.came_to(0, passed=2, failed=0)
    assert "target reference, seed 7, reports in reports" in ran.lines
    assert ran.summary["seed"] == 7
    assert ran.summary["counts"]["passed"] == 2
    assert [(one["property"], one["instances"], one["outcome"]) for one in ran.summary["properties"]] == [
        ("P2", 3, "holds")
    ]
    assert re.search(r"P2\s+no duplicate\s+3\s+holds", ran.out)
    assert ran.log == ""


def test_failed(project: Project) -> None:
    project.scenarios(PASSES, "Given nothing;When it fails;When nothing happens")
    ran = project.run("-D", "seed=7")
    ran.came_to(1, passed=1, failed=1)
    assert "When it fails (features/a.feature:11)" in ran.out
    assert "Ben received nothing within 5 s of Ana's message" in ran.out
    assert "behave features/a.feature:9 -D seed=7" in ran.out
    steps = ran.allure[1]["steps"]
    assert [step["status"] for step in steps] == ["passed", "failed", "skipped", "passed"]


def test_a_plant_is_named_everywhere_and_is_the_cause(project: Project) -> None:
    project.scenarios(PASSES, "When it fails", "When it breaks", "When the machine is slow")
    ran = project.run("-D", "seed=7", "-D", "plant=drop:every=2")
    ran.came_to(1, passed=1, failed=3)
    assert "target reference, seed 7, plant drop:every=2, reports in reports" in ran.lines
    assert ran.out.count("      plant: drop:every=2\n") == 3
    assert ran.out.count("      cause: the plant, not the product\n") == 1
    assert "cause: the product" not in ran.out
    assert ran.lines[-3:] == [
        "plant drop:every=2: failures are due to the plant, not the product",
        "not judged: 1 invalid; broken: 1",
        "acceptance: 1 passed, 1 failed, 0 skipped",
    ]
    for case in ran.allure:
        assert case["description"].startswith("Run with the plant drop:every=2: ")
        assert {"name": "plant", "value": "drop:every=2"} in case["labels"]
    [failed] = [case for case in ran.allure if case["status"] == "failed"]
    assert failed["statusDetails"]["message"].endswith("\n\ncause: the plant, not the product")
    page = (ran.reports / "allure-results" / "environment.properties").read_text("utf-8")
    assert page.startswith("target = reference\nseed = 7\nplant = drop:every=2\n")
    assert (ran.summary["plant"], ran.summary["causes"]["plant"]) == ("drop:every=2", 1)
    with Store(f"sqlite:///{ran.reports}/lockstep.db") as store:
        [stored] = store.runs()
    assert (stored.plant, stored.totals) == ("drop:every=2", (1, 1, 0, 1, 0, 1))


def test_violated(project: Project) -> None:
    project.scenarios("Given a violation at the end")
    ran = project.run()
    ran.came_to(1, passed=0, failed=1)
    witness = 'P1 no loss is violated (1 of 2): Ana posted "hello" in "design"; Ben never received it'
    assert ran.allure[0]["steps"][-1]["statusDetails"]["message"] == witness
    assert ran.allure[0]["statusDetails"]["message"].startswith(witness)
    assert [one.get("message") for one in ran.cases[0].iter("failure")] == [witness]
    assert ran.summary["scenarios"][0]["first_failing"]["step"] == "Then every promise held"


def test_unknown(project: Project) -> None:
    project.scenarios(PASSES, "Given an unknown at the end")
    ran = project.run()
    ran.came_to(3, passed=1, failed=1)
    assert ran.allure[1]["statusDetails"]["message"].startswith(
        "not judged, unknown: P8 contiguity is unknown: nothing settled"
    )


def test_invalid(project: Project) -> None:
    project.scenarios("When the machine is slow")
    ran = project.run()
    ran.came_to(3, passed=0, failed=1)
    assert "INVALID" in ran.out


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("When it breaks", f"ValueError: {LITERAL} (features/steps/steps.py:{BREAKS})"),
        ("When it is pending", "PendingStepError: soon"),
        ("When nobody wrote this", 'no step definition matches "nobody wrote this"'),
        ("When the environment gives way", "the disk is full"),
    ],
)
def test_broken(project: Project, step: str, sentence: str) -> None:
    project.scenarios(step)
    ran = project.run()
    ran.came_to(2, passed=0, failed=1)
    assert sentence in ran.out


def test_failed_beats_broken_beats_unknown(project: Project) -> None:
    project.scenarios("When it breaks", "Given an unknown at the end", "When it fails", PASSES)
    ran = project.run()
    ran.came_to(1, passed=1, failed=3)
    ran = project.run("features/a.feature:4", "features/a.feature:9")
    ran.came_to(2, passed=0, failed=2)


def test_the_worst_of_one_scenario_counts(project: Project) -> None:
    project.scenarios("Given a violation at the end;When it breaks;When nothing happens")
    ran = project.run()
    ran.came_to(1, passed=0, failed=1)
    problems = ran.summary["scenarios"][0]["problems"]
    assert [one["status"] for one in problems] == ["error", "failed"]


def test_skipped_with_its_reason(project: Project) -> None:
    project.scenarios(PASSES, f"@needs.files|{PASSES}", f"@needs.files|{PASSES}")
    project.hooks(
        "def before_scenario(context, scenario):\n"
        "    if 'needs.files' in scenario.effective_tags: scenario.skip('target reference has no files')\n"
    )
    ran = project.run()
    ran.came_to(0, passed=1, failed=0, skipped=2)
    assert ran.allure[1]["statusDetails"]["message"] == "target reference has no files"
    assert "2 x target reference has no files" in ran.out
    ran = project.run("--tags=@needs.files")
    ran.came_to(2, passed=0, failed=0, skipped=2)
    assert "every selected scenario was skipped: target reference has no files" in ran.out


def test_nothing_selected(project: Project) -> None:
    project.scenarios(PASSES)
    ran = project.run("--tags=@smoke")
    ran.came_to(2, passed=0, failed=0)
    assert "error: nothing was executed: no scenario is selected by --tags smoke" in ran.lines
    assert [one["name"] for one in ran.allure] == [
        "nothing was executed: no scenario is selected by --tags smoke",
    ]


def test_wrong_settings(project: Project) -> None:
    project.scenarios(PASSES)
    ran = project.run("-D", "sede=7", LOCKSTEP_TARGETT="x")
    ran.came_to(2, passed=0, failed=0)
    assert len(ran.allure) == 2
    assert any(line.startswith("error: -D sede = '7' is not a setting") for line in ran.lines)
    assert any("LOCKSTEP_TARGETT" in line for line in ran.lines)


@pytest.mark.parametrize(
    ("feature", "sentence"),
    [
        (
            "Feature: A\n\n  Scenrio: b\n    Given nothing\n",
            'features/a.feature:3: "Scenrio: b" is read as a description',
        ),
        ("Feature: A\n\n  Scenario: b\n    Give nothing\n", 'features/a.feature:4: "Give nothing" is read as a'),
        ("Feature: A\n\n  Given nothing\n", "features/a.feature:3:"),
        ("Feature: A\n", 'features/a.feature:1: Feature "A" has no scenario'),
        ("", "features/a.feature: this file contains no feature"),
        ("Feature: A\n  @smokee\n  Scenario: b\n    Given nothing\n", "features/a.feature:2: @smokee is not a tag"),
        (
            "Feature: A\n  Scenario: b\n    Given nothing\n  Scenario: b\n    Given nothing\n",
            "features/a.feature:4: the name",
        ),
        ("Feature: A\n  Scenario: b\n    Given nothing\n    Nonsense\n", "features/a.feature:4: this is not Gherkin"),
        (
            "Feature: A\n  Scenario Outline: b\n    Given nothing <n>\n    Examples:\n      | n |\n      | 40\n",
            'features/a.feature:6: the row "| 40" does not end in |',
        ),
        (
            'Feature: A\n  Scenario: b\n    Given nothing\n      """\n      x\n      """\n',
            'features/a.feature:3: the doc string below "nothing" is read by nobody: its definition at',
        ),
        (
            "Feature: A\n" + 2 * "  Rule: r\n    Scenario: b\n      Given nothing\n",
            'features/a.feature:6: the scenario "b" has the same id as the one at line 3',
        ),
    ],
)
def test_features_that_would_test_nothing(project: Project, feature: str, sentence: str) -> None:
    project.feature(feature)
    ran = project.run()
    ran.came_to(2, passed=0, failed=0)
    assert any(line.startswith(f"error: {sentence}") for line in ran.lines), ran.out
    assert ran.allure


def test_files_of_every_kind_are_read_or_told(project: Project) -> None:
    text = "Feature: {0}\n  Scenario: b\n    Given nothing\n"
    folder = project.root / "features"
    project.feature("\ufeff" + text.format("a").replace("\n", "\r\n"))
    (folder / "._a.feature").write_bytes(b"\0\5\x16\7")
    (folder / ".#a.feature").symlink_to("somebody@nowhere.1")
    project.run().came_to(0, passed=1, failed=0)
    (folder / "b.feature").symlink_to("nowhere")
    (folder / "c.feature").write_bytes(text.format("é").encode("latin-1"))
    (folder / "d.feature").write_bytes(text.format("d").encode("utf-16"))
    (folder / "e.feature").write_text(f"# language: en-US\n{text.format('e')}", "utf-8")
    ran = project.run()
    ran.came_to(2, passed=0, failed=0)
    told = [line.removeprefix("error: features/") for line in ran.lines if line.startswith("error: features/")]
    assert told == [
        "b.feature: this file cannot be read (No such file or directory); repair it or remove it",
        "c.feature:1: this is not text in UTF-8: save the file in UTF-8",
        "d.feature:1: this is text in UTF-16: save the file in UTF-8",
        'e.feature:1: "en-US" is not a language of Gherkin: did you mean "en"?',
    ]


@pytest.mark.parametrize("path", ["features/nosuch.feature", "nosuch"])
def test_a_path_that_is_not_there(project: Project, path: str) -> None:
    project.scenarios(PASSES)
    ran = project.run(path)
    ran.came_to(2, passed=0, failed=0)
    [line] = [line for line in ran.lines if line.startswith("error: ")]
    assert path in line
    assert str(project.root) not in line


def test_the_command_it_tells_repeats_one_row(project: Project) -> None:
    rows = "".join(
        f"      | {n} | {act} |\n" for n, act in ((1, "nothing happens"), (2, "it fails"), (3, "it fails"))
    )
    project.feature(f"Feature: A\n  Scenario Outline: <n>\n    When <act>\n    Examples:\n      | n | act |\n{rows}")
    ran = project.run("-D", "seed=7")
    ran.came_to(1, passed=1, failed=2)
    commands = [line.partition("repeat:")[2] for line in ran.lines if "repeat:" in line]
    behave, *args = shlex.split(commands[-1])
    again = project.run(*args)
    again.came_to(1, passed=0, failed=1)
    assert (behave, again.summary["scenarios"][0]["row"]["n"]) == ("behave", "3")


def test_unknown_tag_asked_for(project: Project) -> None:
    project.scenarios(PASSES)
    ran = project.run("--tags=@nosuch")
    ran.came_to(2, passed=0, failed=0)
    assert "error: --tags: @nosuch is not a tag of this suite; allowed are @smoke @sync" in ran.out


def test_stages(project: Project) -> None:
    project.scenarios(f"@smoke|{PASSES}", f"@connection|{PASSES}", f"@sync @slow|{PASSES}")
    project.run("--stage", "sync").came_to(0, passed=2, failed=0)
    project.run("--stage", "sync", "--tags=not @slow").came_to(0, passed=1, failed=0)
    ran = project.run("--stage", "nosuch")
    ran.came_to(2, passed=0, failed=0)
    assert "error: unknown stage 'nosuch': the stages are smoke, sync" in ran.out


def test_the_target_dies_in_the_middle(project: Project) -> None:
    project.scenarios(PASSES, "When the target dies", PASSES, PASSES)
    ran = project.run()
    ran.came_to(2, passed=1, failed=1, skipped=2)
    assert "error: the backend of target reference died" in ran.lines
    assert ran.summary["stopped"] == "the backend of target reference died"
    assert ran.summary["counts"]["not run"] == 2
    assert ran.allure[-1]["statusDetails"]["message"] == "not run: the backend of target reference died"


def test_nothing_is_said_against_a_target_that_died(project: Project) -> None:
    project.scenarios("When the target dies and Ben misses a message", PASSES)
    ran = project.run()
    ran.came_to(2, passed=0, failed=1, skipped=1)
    assert ran.summary["scenarios"][0]["status"] == "error"


@pytest.mark.parametrize("how", ["the user interrupts", "the pipeline is cancelled", "the terminal is closed"])
def test_interrupted(project: Project, how: str) -> None:
    project.scenarios(f"When {how}", PASSES)
    project.hooks("def after_all(context): context.say('closed')\n")
    ran = project.run()
    ran.came_to(2, passed=0, failed=1, skipped=1)
    assert "error: the run was interrupted" in ran.lines
    assert "closed" in ran.lines


def test_a_formatter_that_breaks_ends_the_run_with_its_reports(project: Project) -> None:
    project.scenarios(PASSES, PASSES)
    (project.root / "breaking.py").write_text(
        "from behave.formatter.base import Formatter\nclass Breaking(Formatter):\n    def eof(self): int('x')\n",
        "utf-8",
    )
    project.hooks("def after_all(context): context.say('closed')\n")
    ran = project.run("-f", "breaking:Breaking")
    ran.came_to(2, passed=2, failed=0)
    assert "closed" in ran.lines
    assert "ValueError: invalid literal" in ran.out


def test_a_step_that_exits_ends_nothing_quietly(project: Project) -> None:
    project.scenarios("When it exits", PASSES)
    project.hooks("def after_all(context): context.say('closed')\n")
    ran = project.run()
    ran.came_to(2, passed=0, failed=0, skipped=2)
    assert "closed" in ran.lines
    assert "SystemExit: 0" in ran.out


def test_stop_at_the_first(project: Project) -> None:
    project.scenarios("When it fails", PASSES)
    ran = project.run("--stop")
    ran.came_to(1, passed=0, failed=1, skipped=1)
    assert ran.allure[-1]["statusDetails"]["message"] == "not run: a scenario did not pass, and --stop was given"


def test_own_formatters_stay(project: Project) -> None:
    project.scenarios(PASSES, "When it fails")
    ran = project.run("-f", "json", "-o", "out.json", "-f", "plain")
    ran.came_to(1, passed=1, failed=1)
    assert (project.root / "out.json").read_text("utf-8").startswith("[")
    assert "When it fails ... failed" in ran.out
    ran = project.run("-f", "json", "-o", "out.json", "--junit", "--junit-directory", "mine")
    assert ran.code == 1
    assert "FAILED" in ran.out
    assert (project.root / "mine" / "TESTS-features.a.xml").exists()
    ran = project.run("-f", "allure_behave.formatter:AllureFormatter", "-o", "mine")
    assert ran.code == 2
    assert "leave out -f allure_behave.formatter:AllureFormatter" in ran.out


def test_old_results_are_replaced_and_may_go_elsewhere(project: Project) -> None:
    project.scenarios(PASSES, "When it breaks")
    assert project.run().code == 2
    keep = project.root / "reports" / "allure-results" / "notes.txt"
    keep.write_text("not ours", "utf-8")
    project.scenarios(PASSES)
    project.run().came_to(0, passed=1, failed=0)
    assert keep.exists()
    assert project.run("-D", "reports=other").code == 0
    assert (project.root / "other" / "summary.json").exists()


def test_reports_that_cannot_be_written(project: Project) -> None:
    project.scenarios(PASSES)
    (project.root / "reports").write_text("a file", "utf-8")
    ran = project.run()
    assert ran.code == 2
    assert "error: reports cannot be written to reports (Not a directory): name another folder" in ran.out
    assert "Traceback" not in ran.out + ran.err
    assert ran.totals() == (0, 0, 0)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (["features/b.feature"], "features/b.feature does not exist: did you mean features/a.feature?"),
        (["features/syn"], "features/syn does not exist: did you mean features/sync?"),
        (["@features/list.txt"], "@features/list.txt does not exist: correct the path"),
        (
            ["features/a.feature:9999"],
            "features/a.feature:9999: the file has 6 lines: name the line of a scenario in it",
        ),
        (["--tags=@smke"], "--tags: @smke is not a tag of this suite: did you mean @smoke?"),
        (["--tags=~@slow"], '--tags: @~slow is not a tag of this suite: write "not @slow"'),
        (["--stage=smke"], "unknown stage 'smke': the stages are smoke, sync"),
        (["--name", "nobody"], "nothing was executed: no scenario is selected by --name nobody"),
    ],
)
def test_what_the_command_asks_for_and_is_not_there(project: Project, asked: list[str], sentence: str) -> None:
    project.scenarios(PASSES)
    project.feature("@smoke\nFeature: B\n  Scenario: b\n    Given nothing\n", "sync/other.feature")
    project.hooks("def before_all(context): open('opened', 'w').close()")
    ran = project.run(*asked)
    ran.came_to(2, passed=0, failed=0)
    [error] = [line for line in ran.lines if line.startswith("error: ")]
    assert error.startswith(f"error: {sentence}")
    assert "by cause: 1 command" in ran.lines
    assert not (project.root / "opened").exists(), "the run was opened for nothing"


@pytest.mark.parametrize(
    ("called", "told"),
    [
        (["-m", "behave"], "-m behave"),
        (["-P", "-m", "behave"], "-P -m behave"),
        (["-m", "lockstep", "run"], "-m lockstep run"),
    ],
)
@pytest.mark.process
def test_what_is_repeated_is_the_command_as_it_was_called(project: Project, called: list[str], told: str) -> None:
    project.scenarios("When it fails")
    ran = project.run_command(sys.executable, *called, "-D", "seed=7")
    [line] = [line for line in ran.lines if "repeat:" in line]
    assert line.endswith(f" {told} features/a.feature:4 -D seed=7")
    again = project.run_command(*shlex.split(line.partition("repeat:")[2]))
    assert again.code == ran.code == 1, again.out + again.err


def test_what_a_script_called_is_repeated_by_the_script(project: Project) -> None:
    project.scenarios("When it fails")
    ran = project.run("-D", "seed=7", LOCKSTEP_COMMAND="scripts/acceptance")
    assert "      repeat:  scripts/acceptance features/a.feature:4 -D seed=7" in ran.lines


def test_a_dry_run_says_what_it_read_and_found_and_names_no_log_that_is_not_there(project: Project) -> None:
    project.feature(
        "Feature: A\n  Scenario: one\n    Given nothing\n    When nobody wrote this\n"
        "  @smoke\n  Scenario Outline: two\n    Given <n>\n"
        "    Examples:\n      | n |\n      | nothing |\n      | no |\n"
    )
    ran = project.run("--dry-run")
    assert ran.code == 2
    assert ran.lines[-3:] == [
        "read: 1 feature, 1 scenario, 2 example rows, 4 steps",
        "selected: 1 feature, 1 scenario, 2 example rows, 4 steps",
        "undefined: 2 steps; nothing was run, and no report was written",
    ]
    assert (
        project.run("--dry-run", "--tags=@smoke").lines[-2]
        == "selected: 1 feature, 0 scenarios, 2 example rows, 2 steps"
    )
    project.hooks("raise ValueError('x')")
    ran = project.run("--dry-run")
    assert ran.code == 2
    assert "ValueError: x" in ran.out
    assert "suite.log" not in ran.out
    assert not ran.reports.exists()


def test_dry_run(project: Project) -> None:
    project.scenarios(PASSES)
    ran = project.run("--dry-run")
    assert (ran.code, ran.reports.exists()) == (0, False)
    project.scenarios(PASSES, "Given nobody wrote this")
    ran = project.run("--dry-run")
    assert ran.code == 2
    assert 'error: features/a.feature:10: no step definition matches "nobody wrote this"' in ran.lines
    assert project.run("--dry-run", "--tags=@nosuch").code == 2


def test_steps_that_do_not_load(project: Project) -> None:
    project.scenarios(PASSES)
    (project.root / "features" / "steps" / "more.py").write_text("import nosuch_module\n", "utf-8")
    ran = project.run()
    ran.came_to(2, passed=0, failed=0)
    assert "No module named 'nosuch_module' (features/steps/more.py:1)" in ran.out
    assert "Traceback" in ran.log


@pytest.mark.parametrize("command", [("-m", "behave"), (str(Path(sys.executable).with_name("behave")),)])
def test_as_a_command_of_its_own(project: Project, command: tuple[str, ...]) -> None:
    project.scenarios(PASSES, "When it fails")
    project.run_command(sys.executable, *command, "-D", "seed=7").came_to(1, passed=1, failed=1)


def test_who_asked_for_it_is_told_and_a_receiver_that_is_gone_changes_nothing(project: Project) -> None:
    project.scenarios(PASSES, "Given a violation at the end")
    with receiver() as told:
        with receiver() as gone:
            nobody = gone.address
        ran = project.run("-D", f"notices.failure={told.address} {nobody}", LOCKSTEP_NOTICES_MENDED=told.address)
        (received,) = told.received
    ran.came_to(1, passed=1, failed=1)
    assert received["title"] == "Lockstep, target reference: 1 failed"
    assert 'P1 no loss: Ana posted "hello" in "design"; Ben never received it' in received["message"]
    (line,) = [line for line in ran.lines if line.startswith("warning: ")]
    assert line.startswith("warning: the notice to json://[redacted] was not taken")
    assert line.removeprefix("warning: ") in ran.log
    assert not any("hush" in path.read_text("utf-8", "replace") for path in ran.reports.rglob("*") if path.is_file())
    assert "hush" not in ran.out + ran.err


def test_what_really_ran_is_told_beside_the_step_in_every_report(project: Project) -> None:
    project.scenarios("Given nothing;When nothing happens")
    project.hooks("def before_step(context, step): vars(step)['ran_as'] = '2 s, not 20' * (step.step_type == 'when')")
    ran = project.run()
    ran.came_to(0, passed=1, failed=0)
    told = "When nothing happens (ran as 2 s, not 20)"
    assert [step["name"] for step in ran.allure[0]["steps"]][:2] == ["Given nothing", told]
    assert f"{told} ... passed" in str(ran.cases[0].findtext("system-out"))
    assert [step["ran_as"] for step in ran.summary["scenarios"][0]["steps"]] == ["", "2 s, not 20", ""]


def test_what_the_console_cuts_is_in_the_file_that_it_names(project: Project) -> None:
    project.scenarios("When it fails at length", PASSES)
    with (project.root / "features" / "steps" / "long.py").open("w", encoding="utf-8") as steps:
        steps.write("from behave import when\n@when('it fails at length')\ndef long(context):\n")
        steps.write("    assert False, '\\n'.join(f'line {n}' for n in range(40))\n")
    ran = project.run()
    ran.came_to(1, passed=1, failed=1)
    [named] = re.findall(r"\.\.\. \d+ more lines in (\S+)", ran.out)
    text = (project.root / named).read_text("utf-8")
    assert all(f"line {number}\n" in text for number in range(40))
    counts = ran.lines.index(next(line for line in ran.lines if re.match(r"1 passed, 1 failed in", line)))
    assert ran.lines[counts - 3 : counts - 1] == ["not passed:", "  failed   features/a.feature:4  number 1"]
