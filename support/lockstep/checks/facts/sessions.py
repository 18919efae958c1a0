"""Sessions and their connections, as recorded in the history. Times are nanoseconds of the history's clock.

A connection that is followed by another of the same session is *superseded* from the moment the later one stands.
A pause of reading ends when reading goes on, or with the connection; the end of a superseded one ends no pause.
"""

from dataclasses import dataclass, field

from lockstep.history.rows import Close, Continue, Open, Pause, Row

INF = 1 << 62
MS = 1_000_000


@dataclass(slots=True, eq=False)
class Session:
    """One device of one person, and its last connection that stood."""

    person: str
    name: str
    last: "Connection | None" = None


@dataclass(slots=True, eq=False)
class Connection:
    """One socket of a session: when it was asked for and stood, when we asked to close it, when it was over, when
    its last frame arrived, when a later connection took its place; `deaf` from when a declared fault may have lost
    what was sent on it; `dismissed` if the server ended it with a code of its own (3000 and above, but not the one
    for slow readers) or by a frame that said so, which it does to one connection on purpose."""

    name: str
    session: Session
    asked: int | None = None
    opened: int | None = None
    parting: int | None = None
    closed: int | None = None
    last_frame: int | None = None
    superseded: int | None = None
    deaf: int | None = None
    dismissed: bool = False

    def listening_until(self) -> int:
        """The last moment at which this connection was certainly listening: the request where we closed it, else
        its last frame; INF while it stands."""
        ends = [INF if self.parting is None else self.parting, INF if self.deaf is None else self.deaf]
        if self.superseded is not None or (self.closed is not None and self.parting is None):
            ends.append(self.last_frame or self.opened or self.asked or 0)
        return min(ends)


@dataclass(slots=True, eq=False)
class Roster:
    """Every session by (person, name), every connection by name, and when each session's reading was paused."""

    sessions: dict[tuple[str, str], Session] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)
    pauses: dict[Session, list[tuple[int, int]]] = field(default_factory=dict)

    def session_of(self, row: Row) -> Session:
        """The session a row speaks of."""
        key = (row.person or "", row.session or row.person or "")
        session = self.sessions.get(key)
        if session is None:
            session = self.sessions[key] = Session(*key)
        return session

    def connection_of(self, row: Row) -> Connection:
        """The connection a row speaks of; the session's last one where the row names none."""
        if row.conn is None:
            session = self.session_of(row)
            return session.last or self._connection(f"{session.person}/{session.name}", session)
        found = self.connections.get(row.conn)
        return found or self._connection(row.conn, self.session_of(row))

    def open(self, row: Open) -> None:
        """A connection was asked for, or stands."""
        connection = self.connection_of(row)
        if row.phase == "requested":
            connection.asked = row.t
        elif row.phase == "done":
            connection.opened = row.t
            before = connection.session.last
            if before is not None and before is not connection and before.closed is None:
                before.superseded = row.t
            connection.session.last = connection
            self._read_on(connection.session, row.t)

    def close(self, row: Close) -> None:
        """We asked to close a connection, or it is over."""
        connection = self.connection_of(row)
        if row.phase == "requested":
            if connection.parting is None and connection.closed is None:
                connection.parting = row.t
        elif row.phase == "done":
            connection.closed = row.t
            by_frame = row.code is None and row.clean and bool(row.reason)
            connection.dismissed = row.by == "server" and ((row.code or 0) >= 3000 or by_frame)
            if connection.superseded is None:
                self._read_on(connection.session, row.t)

    def pause(self, row: Pause | Continue) -> None:
        """Reading stopped, or went on."""
        session = self.session_of(row)
        if isinstance(row, Continue):
            self._read_on(session, row.t)
        else:
            self.pauses.setdefault(session, []).append((row.t, INF))

    def _read_on(self, session: Session, t: int) -> None:
        pauses = self.pauses.get(session)
        if pauses and pauses[-1][1] == INF:
            pauses[-1] = (pauses[-1][0], t)

    def _connection(self, name: str, session: Session) -> Connection:
        connection = self.connections[name] = Connection(name, session)
        session.last = session.last or connection
        return connection
