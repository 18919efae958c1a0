"""A child: waited for, let go of, and gone without a rest."""

import os
import sys
from pathlib import Path

import pytest
from lockstep.management.executions.child import Child, Launch, scratch_of
from lockstep.management.executions.processes import leashes_of, processes_of

from tests.management.executions.office import FAMILY, until

MARKED_FAMILY = FAMILY.replace(", env={}", "")


def child(mark: str, program: str, folder: Path) -> Child:
    launch = Launch([sys.executable, "-c", program], dict(os.environ), folder)
    return Child(mark, launch, folder / "deep" / "console.txt", grace_s=0.3)


def test_its_end_and_what_it_said(tmp_path: Path) -> None:
    one = child("test-child-1", "import os, sys; print(os.getcwd()); sys.exit(4)", tmp_path)
    assert one.wait(60)
    assert one.ended() == 4
    assert (tmp_path / "deep" / "console.txt").read_text().strip() == str(tmp_path)
    assert not scratch_of("test-child-1").exists()


@pytest.mark.parametrize("leash_dies", [False, True])
def test_nothing_is_left_of_one_that_is_ended(tmp_path: Path, leash_dies: bool) -> None:
    mark = f"test-child-{leash_dies}"
    one = child(mark, MARKED_FAMILY if leash_dies else FAMILY, tmp_path)
    until(lambda: b"ready" in (tmp_path / "deep" / "console.txt").read_bytes())
    assert len(processes_of(mark)) >= 3  # the leash, the command, and of what that started those with the mark
    assert not one.wait(0)
    if leash_dies:
        leashes_of(mark)[0].kill()
    one.ended()
    assert processes_of(mark) == []
    assert not scratch_of(mark).exists()
