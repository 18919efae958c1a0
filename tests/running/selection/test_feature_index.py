"""Reading in a process of its own: steps are matched, what breaks there is told in a sentence."""

from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest
from lockstep.running.selection.feature_index import ReadingError, give_up, read

from tests.management.project import GOOD, make_project


def test_steps_that_nobody_defined_are_flaws_and_the_others_are_not(tmp_path: Path) -> None:
    make_project(tmp_path)
    (tmp_path / "features/a.feature").write_text(GOOD + "    And nobody wrote this\n", encoding="utf-8")
    reading = read(tmp_path, steps=True, limit_s=100)
    assert [(one.path, one.line, one.reason) for one in reading.flaws] == [
        ("features/a.feature", 6, 'no step definition matches "nobody wrote this"')
    ]
    assert len(reading.scenarios) == 5


def test_a_project_whose_steps_break_is_told(tmp_path: Path) -> None:
    make_project(tmp_path)
    (tmp_path / "features/steps/steps.py").write_text("raise LookupError('gone')\n", encoding="utf-8")
    with pytest.raises(ReadingError, match="gone"):
        read(tmp_path, steps=True, limit_s=100)


def test_a_reading_that_is_given_up_ends(tmp_path: Path) -> None:
    make_project(tmp_path)
    (tmp_path / "features/steps/steps.py").write_text("import time\ntime.sleep(600)\n", encoding="utf-8")
    with ThreadPoolExecutor() as pool:
        reading = pool.submit(read, tmp_path, steps=True, limit_s=300)
        while not wait([reading], timeout=0.05).done:
            give_up()
        assert "could not be read" in str(reading.exception())


def test_what_takes_too_long_is_given_up(tmp_path: Path) -> None:
    make_project(tmp_path)
    with pytest.raises(ReadingError, match=r"longer than 0\.01 s"):
        read(tmp_path, steps=False, limit_s=0.01)
