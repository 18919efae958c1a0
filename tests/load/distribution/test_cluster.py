"""A local cluster of two: one share each, merged to the sum of both; and what is told when there is none."""

import sys
from collections.abc import Iterator
from pathlib import Path

import distributed
import pytest
from lockstep.load.distribution.cluster import run_on
from lockstep.load.plan import Outage, PlanError
from lockstep.load.results.result import LoadError

from tests.load.shared import backend, is_the_sum_of_its_parts


@pytest.fixture(scope="module")
def local() -> Iterator[str]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, protocol="tcp", dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made.scheduler_address


def test_a_cluster_of_two_gives_the_sum_of_both(local: str, tmp_path: Path) -> None:
    lines = list[str]()
    with backend(tmp_path / "backend.log") as plan:
        asked = plan()
        result = run_on(asked, local, tmp_path / "run", tell=lines.append)
        is_the_sum_of_its_parts(result, asked, tmp_path / "run")
        assert "on 2 workers" in lines[0]
        with pytest.raises(PlanError, match="cannot be killed while a cluster makes the load"):
            run_on(plan(outages=(Outage(fault="killed", begins=0.1, ends=0.2),)), local)
        with pytest.raises(LoadError, match=r"a worker of the cluster failed: .*dance cannot be loaded"):
            run_on(plan(mix={"dance": 1.0}), local, tmp_path / "wrong")


def test_where_there_is_no_cluster_the_address_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LoadError, match=r"no cluster at nonsense://x, which load.cluster names"):
        run_on(None, "nonsense://x")  # type: ignore[arg-type]  # it is not looked at

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(LoadError, match=r'load.cluster needs the extra: pip install "lockstep-acceptance\[cluster]"'):
        run_on(None, "tcp://127.0.0.1:1")  # type: ignore[arg-type]  # it is not looked at
