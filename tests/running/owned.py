"""A scene whose people have a reference backend of their own, for tests of outages and of trying again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anyio.from_thread import start_blocking_portal
from lockstep.clients.api import tls_context
from lockstep.data.content import Texts
from lockstep.data.people import People
from lockstep.history.rows import Budgets, Header
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import setup
from lockstep.targets.reference.adapter import ReferenceTarget


@contextmanager
def scene(folder: Path, *, faults: bool = False, **settings: str) -> Iterator[Scene]:
    """Ana and Ben in "design" on a backend of their own with these settings, and an act that has begun; `faults`
    puts a relay before it."""
    target = ReferenceTarget("", "", tls=tls_context(), log=folder / "backend.log")
    budgets = Budgets(loss_ms=20_000)
    header = Header(scenario="s", title="t", seed=1, target="r", promises=target.promises, budgets=budgets)
    with start_blocking_portal("asyncio") as portal:
        made = Scene(
            portal,
            target,
            header,
            path=folder / "s-1.jsonl",
            people=People(1, folder.name),
            texts=Texts(1, "s"),
            tolerance_ms=lambda: 1.0,
            gate=False,
        )
        try:
            made.use_variant(**settings)
            made.faults.wanted = faults
            setup.gather(made, "design", ("Ana", "Ben"))
            made.act_begins()
            yield made
        finally:
            made.close(clean_up=False)
