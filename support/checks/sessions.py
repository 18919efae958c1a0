"""Sessions and their connections, as the history tells of them. Times are nanoseconds of the history's clock."""

from dataclasses import dataclass

INF = 1 << 62
MS = 1_000_000


@dataclass(slots=True, eq=False)
class Session:
    """One device of one person; `number` counts sessions in the order in which they appear."""

    person: str
    name: str
    number: int
    last: "Connection | None" = None


@dataclass(slots=True, eq=False)
class Connection:
    """One socket of a session: when it was asked for and stood, when we asked to close it, when it was over, when
    its last frame arrived, when a later connection took its place; `dismissed` if the server closed it with a code of
    its own (3000 and above), which it does to one connection on purpose."""

    name: str
    session: Session
    asked: int | None = None
    opened: int | None = None
    parting: int | None = None
    closed: int | None = None
    last_frame: int | None = None
    superseded: int | None = None
    dismissed: bool = False

    def listening_until(self) -> int:
        """The last moment at which this connection was certainly listening: the request where we closed it, else
        its last frame; INF while it stands."""
        ends = [INF] if self.parting is None else [self.parting]
        if self.superseded is not None or (self.closed is not None and self.parting is None):
            ends.append(self.last_frame or self.opened or self.asked or 0)
        return min(ends)
