from pathlib import Path
from xml.etree import ElementTree as Xml

from lockstep.reporting.causes import cause_line
from lockstep.reporting.junit import JUnitReport

from tests.reporting.made import problem, run, scenario, step
from tests.running.project import elements


def suites(folder: Path) -> dict[str, Xml.Element]:
    return {path.name: elements(path, "testsuite")[0] for path in folder.iterdir()}


def test_a_file_per_feature_with_counts_and_times(tmp_path: Path) -> None:
    JUnitReport(tmp_path / "junit").ended(
        run(
            scenario(rule="each once", duration=1.5),
            scenario(status="failed", duration=2.0, problems=[problem(trace="features/steps/a.py:3 in act")]),
            scenario(status="unknown", problems=[problem("unknown")]),
            scenario(status="error", problems=[problem("error"), problem("failed")]),
            scenario(status="skipped", reason="no files", duration=0.0),
            scenario(file="features/b.feature", feature="B"),
        )
    )
    found = suites(tmp_path / "junit")
    assert set(found) == {"TESTS-features.sync.messages.xml", "TESTS-features.b.xml"}
    suite = found["TESTS-features.sync.messages.xml"]
    assert suite.get("name") == "features.sync.messages.Messages"
    numbers = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped", "time")}
    assert numbers == {"tests": "5", "failures": "1", "errors": "2", "skipped": "1", "time": "6.000"}
    passed, failed, unknown, error, skipped = suite
    assert (passed.get("name"), passed.get("time")) == ("each once: one message arrives", "1.500")
    [failure] = failed.iter("failure")
    assert failure.get("message") == "Ben received nothing"
    assert failure.text == "\n".join(
        (problem().where, "Ben received nothing", cause_line("product"), "features/steps/a.py:3 in act")
    )
    told = [{one.get("name"): one.get("value") for one in case.iter("property")} for case in suite]
    assert told == [{}, {"cause": "product"}, {"cause": "evidence"}, {"cause": "product"}, {}]
    assert [one.get("type") for one in unknown.iter("error")] == ["unknown"]
    assert [(one.text or "").count("Ben received nothing") for one in error.iter("error")] == [2]
    assert [one.get("message") for one in skipped.iter("skipped")] == ["no files"]


def test_the_steps_are_told(tmp_path: Path) -> None:
    JUnitReport(tmp_path).ended(run(scenario(steps=[step(duration=0.5)], history="reports/history/a-1.jsonl")))
    [suite] = suites(tmp_path).values()
    [out] = suite.iter("system-out")
    assert out.text == "Then Ben hears it ... passed in 0.500 s\nhistory: reports/history/a-1.jsonl"


def test_what_broke_outside_any_scenario_is_an_error(tmp_path: Path) -> None:
    JUnitReport(tmp_path).ended(run(problems=[problem("error", where="before_all", message="no API\nanywhere")]))
    suite = suites(tmp_path)["TESTS-the-run.xml"]
    assert (suite.get("tests"), suite.get("errors")) == ("1", "1")
    assert suite[0].get("name") == "no API"


def test_text_that_xml_cannot_hold_is_replaced(tmp_path: Path) -> None:
    JUnitReport(tmp_path).ended(run(scenario(status="failed", problems=[problem(message="a\x00b\ud800c😀")])))
    [suite] = suites(tmp_path).values()
    assert [one.get("message") for one in suite.iter("failure")] == ["a\ufffdb\ufffdc😀"]


def test_no_two_features_have_one_file(tmp_path: Path) -> None:
    files = [
        "features/a/b.feature", "features/a.b.feature", "features/a%2Eb.feature", "features/a./b.feature",
        "features/a/.b.feature", "the-run.feature", "/the-run.feature",
    ]  # fmt: skip
    broken = problem("error", where="before_all")
    JUnitReport(tmp_path).ended(run(*(scenario(file=file) for file in files), problems=[broken]))
    found = suites(tmp_path)
    assert len(found) == len(files) + 1
    assert sorted(suite[0].get("file") or "" for suite in found.values()) == sorted(["", *files])
    assert {"TESTS-features.a.b.xml", "TESTS-features.a%2Eb.xml", "TESTS-the-run.xml"} <= set(found)


def test_no_two_cases_have_one_class_and_one_name(tmp_path: Path) -> None:
    one = scenario(file="features/a.feature", feature="b.c", name="R: one", id="0" * 12)
    in_a_rule = scenario(file="features/a.feature", feature="b.c", rule="R", name="one", id="1" * 12)
    elsewhere = scenario(file="features/a/b.feature", feature="c", name="R: one", id="2" * 12)
    alone = scenario(file="features/a/b.feature", feature="c", name="two", id="3" * 12)
    JUnitReport(tmp_path).ended(run(one, in_a_rule, elsewhere, alone))
    names = [(case.get("classname"), case.get("name")) for suite in suites(tmp_path).values() for case in suite]
    assert sorted(names) == [
        ("features.a.b.c", "R: one (000000000000)"),
        ("features.a.b.c", "R: one (111111111111)"),
        ("features.a.b.c", "R: one (222222222222)"),
        ("features.a.b.c", "two"),
    ]


def test_each_suite_names_the_plant_of_the_run(tmp_path: Path) -> None:
    JUnitReport(tmp_path).ended(run(scenario(), problems=[problem("error")], settings={"plant": "drop"}))
    for suite in suites(tmp_path).values():
        assert [(one.get("name"), one.get("value")) for one in suite[0]] == [("plant", "drop")]
        assert (suite.get("tests"), len(suite.findall("testcase"))) == ("1", 1)
