"""A service that is killed: nothing is lost, nothing is left running, and the next one goes on."""

import subprocess
import sys
from pathlib import Path

from lockstep.management.executions.child import scratch_of
from lockstep.management.executions.executor import Executor
from lockstep.management.executions.processes import leashes_of
from lockstep.management.executions.records import Records

from tests.management.executions.office import PASSES, database, execution, launch, nothing_left, status, until

SERVICE = """
import sys
from pathlib import Path
from lockstep.management.executions.executor import Executor
from lockstep.management.executions.records import Records
from tests.management.executions.office import FAMILY, database, launch, says_ready, until
folder = Path(sys.argv[1])
records = Records(database(folder, make_company=False))
made = Executor(records, folder / "executions", launch(FAMILY), at_once=2, grace_s=0.5)
made.start()
until(lambda: sum(says_ready(made, one.id) for one in records.find()[0]) == 2)
print("two run", flush=True)
sys.stdin.read()
"""


def test_what_ran_is_interrupted_what_waits_goes_on(tmp_path: Path) -> None:
    data = database(tmp_path)
    records = Records(data)
    some = [execution(created=float(number)) for number in range(6)]
    for one in some:
        records.add(one, most=10)
    service = subprocess.Popen(
        [sys.executable, "-c", SERVICE, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with service:
        assert service.stdout is not None
        assert service.stdout.readline() == "two run\n"
        assert not any(nothing_left(one.id) for one in some[:2])
        assert records.interrupted() == []
        service.kill()
        leashes_of(some[0].id)[0].kill()  # of one of them the leash dies too
    until(lambda: nothing_left(some[1].id) and not scratch_of(some[1].id).exists())
    assert {one.id for one in records.interrupted()} == {some[0].id, some[1].id}
    assert records.finish(some[5], "CANCELLED", {"errorDetails": "it was cancelled"})
    again = Executor(records, tmp_path / "executions", launch(PASSES), at_once=2, grace_s=0.1)
    again.start()
    until(lambda: all(status(records, one.id) not in {"PENDING", "RUNNING"} for one in some))
    again.stop()
    assert [status(records, one.id) for one in some] == ["ERROR", "ERROR", "PASSED", "PASSED", "PASSED", "CANCELLED"]
    for one in some:
        assert nothing_left(one.id)
        assert not scratch_of(one.id).exists()
    found = records.get(some[0].id)
    assert found is not None
    assert "interrupted" in found.result["errorDetails"]
    records.close()
