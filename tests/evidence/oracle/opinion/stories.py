"""Stories for tests of the second opinion: a builder that notes of each event which write really caused it."""

from typing import Any

from lockstep.history.rows import Recv

from evidence.oracle.opinion import broken
from tests.checks.builder import Post, Story


class Told(Story):
    """A story whose events say in `raw` what caused them."""

    def hear(self, who: str, post: Post, at: float | None = None, **changes: Any) -> Recv:
        return super().hear(who, post, at, **({"raw": post.w} | changes))

    def quiet(self, at: float = 60) -> set[str]:
        """The properties broken when the story has come to rest and every connection has answered."""
        open_ = [f"{session}#{number}" for session, number in self._conns.items()]
        settled = self.settle(at)
        settled.answered, settled.since = tuple(open_), settled.t - 1000
        self.end(tolerance_ms=0)
        return broken(self.rows)
