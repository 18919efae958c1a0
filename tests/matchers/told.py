"""Small histories for the matchers: Ana writes, Ben listens."""

from lockstep.history.digest import digest
from lockstep.history.history import History
from lockstep.history.rows import Budgets, Effect, Header, Invoke, Ok, Promises, Recv, Subscribe

ROOM = "chatroom:7"


class Told:
    """A history that is being told."""

    def __init__(self) -> None:
        self.history = History()
        self.history.append(
            Header(scenario="s", title="t", seed=1, target="x", promises=Promises(), budgets=Budgets(), t=0)
        )

    def listen(self, person: str = "Ben", device: str = "laptop", channel: str = ROOM) -> None:
        row = Subscribe(
            person=person, session=f"{person}/{device}", conn=f"{person}/{device}#1", phase="done", channel=channel
        )
        self.history.append(row)

    def post(self, text: str, w: str = "w1", at_ms: float = 0) -> None:
        """Ana posts, and is answered at once."""
        payload = {"id": w, "content": text}
        self.history.append(
            Invoke(person="Ana", w=w, via="api", operation="post_message", channel=ROOM, t=int(at_ms * 1e6))
        )
        effect = Effect(kind="posted", channel=ROOM, entity=f"message:{w}", version=1)
        ok = Ok(
            person="Ana", w=w, status="201", entity=f"message:{w}", version=1, payload=payload, digest=digest(payload)
        )
        ok.effects = (effect,)
        ok.t = int(at_ms * 1e6)
        self.history.append(ok)

    def hear(
        self,
        text: str,
        w: str = "w1",
        person: str = "Ben",
        device: str = "laptop",
        at_ms: float = 1,
        *,
        cause: str | None = "",
    ) -> None:
        """Without `cause` (None), the event names none."""
        payload = {"id": w, "content": text}
        self.history.append(
            Recv(
                person=person,
                session=f"{person}/{device}",
                conn=f"{person}/{device}#1",
                n=1,
                kind="posted",
                channel=ROOM,
                entity=f"message:{w}",
                version=1,
                payload=payload,
                digest=digest(payload),
                cause=w if cause == "" else cause,
                t=int(at_ms * 1e6),
            )
        )
