"""Counts and finds are kept, taken up again, and printed; the exit code says whether there was a find."""

from collections import Counter
from pathlib import Path

import pytest

from evidence.fuzz import __main__ as fuzz
from evidence.fuzz.account import Account
from evidence.fuzz.trial import Find, Trial

STAY = ["--nice", "0"]


def test_every_reader_is_given_its_cases_and_called_again_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--readers", "frames of stomp", "--results", str(tmp_path), *STAY]
    assert fuzz.main(["--cases", "30", *asked]) == 0
    assert "| frames of stomp | 30 | " in capsys.readouterr().out
    assert fuzz.main(["--cases", "50", *asked]) == 0
    assert "| frames of stomp | 50 | " in capsys.readouterr().out
    assert Account(tmp_path).trials("frames of stomp") == 2
    assert fuzz.main(["--cases", "20", "--afresh", *asked]) == 0
    assert "| frames of stomp | 20 | " in (tmp_path / "fuzz.txt").read_text("utf-8")


def test_a_reader_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert fuzz.main(["--readers", "tea leaves"]) == 2
    assert "there is no reader 'tea leaves'; there are: Gherkin, " in capsys.readouterr().err


def test_a_find_is_told_and_is_the_exit_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Trial("frames of json", 10, Counter(frames=9), (Find("crashed", "KeyError: 'a'", "'{}'"),))
    monkeypatch.setattr(fuzz, "tried", lambda *_: found)
    assert fuzz.main(["--cases", "20", "--readers", "frames of json", "--results", str(tmp_path), *STAY]) == 1
    account = Account(tmp_path)
    assert (account.trials("frames of json"), account.cases("frames of json"), account.finds) == (2, 20, 2)
    assert "| frames of json | 20 | frames 18 | 2 |" in account.table()
    assert "* frames of json crashed: KeyError: 'a'\n  '{}'" in account.table()
