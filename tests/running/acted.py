"""A scene against a small server, for the tests of scenes and of what builds on them."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from anyio.from_thread import start_blocking_portal
from lockstep.data.content import Texts
from lockstep.data.people import People
from lockstep.history.rows import Budgets, Header, Promises
from lockstep.running.scene.scene import Scene
from lockstep.targets.base import Act, Answer, Identity, TargetFaultError, Write
from websockets.asyncio.server import serve

from tests.targets.plain import PlainTarget, polite


class Office(PlainTarget):
    """Gives everybody an account at once; a write is answered with its own number."""

    refuses: str = ""

    async def enrol(self, identity: Identity, colleagues: list[Identity], act: Act) -> None:
        identity.id, identity.company = f"user:{identity.person}", f"company:{len(colleagues) or identity.person}"
        await act(identity, "register")

    async def open_chatroom(self, name: str, founder: Identity, members: list[Identity], act: Act) -> str:
        answer = await act(founder, "create_chatroom", name=name)
        if answer.outcome != "ok":
            raise TargetFaultError(f"{name} could not be opened: the answer was {answer.status}")
        return str(answer.entity)

    async def perform(self, write: Write, identity: Identity) -> Answer:
        if write.operation == self.refuses:
            return Answer("fail", "403")
        payload = {"content": write.fields.get("content")}
        number = {"create_chatroom": "chatroom:7"}.get(write.operation, f"message:{write.w[:6]}")
        return Answer("ok", "201", number, 1, payload)


@contextmanager
def scene(folder: Path, *, gate: bool = True, loss_ms: float = 30_000) -> Iterator[Scene]:
    """A scene of its own, closed afterwards; after `loss_ms` what has not come is lost."""
    budgets = Budgets(loss_ms=loss_ms)
    header = Header(scenario="s", title="t", seed=1, target="plain", promises=Promises(), budgets=budgets)
    with start_blocking_portal("asyncio") as portal, portal.wrap_async_context_manager(_served()) as target:
        made = Scene(
            portal,
            target,
            header,
            path=folder / "s-1.jsonl",
            people=People(1, "s"),
            texts=Texts(1, "s"),
            tolerance_ms=lambda: 1.0,
            gate=gate,
        )
        try:
            yield made
        finally:
            made.close(clean_up=False)


@asynccontextmanager
async def _served() -> AsyncIterator[Office]:
    async with serve(polite, "127.0.0.1", 0) as listening:
        yield Office(f"ws://127.0.0.1:{next(iter(listening.sockets)).getsockname()[1]}/")
