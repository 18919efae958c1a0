"""P22, presence: who has a socket open is shown present, who has none absent; a status is what its owner last set.

Presence is told by entities `presence:PERSON` whose payload has `present`, status by entities `status:...` whose
payload has `status`, in events and in reads; `Promises.presence` is the prefix of the channels in which presence is
told, `presence_ms` the window. A person is *certainly* present from the first thing that the server told one of his
connections (a subscription that stands, an event) until we asked to close it; *possibly* from when the connection was
asked for until the window after its close. A close without a handshake may go unnoticed: it never ends the possible.

Every statement is an instance: "absent" is false while he was certainly present at all moments at which it can have
been meant, "present" where he was possibly so at none. A read means a moment between its request and its answer, an
event one of the last L; "absent" after "present" also means one after a close. So is every change that lasts the
window, for every session certainly subscribed to the channel (its person allowed it, as he who changed) meanwhile: it
is told by window + L. Where no rights are told, he who changed counts for a channel only if he ever listened there
himself. A window that is not over when settling began is no instance; without a fence it is unknown.

Catches in practice: the first of two devices to close makes absent; a counter of sockets that never falls to none; a
status announced from the row read before the update, or kept in a cache.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from support.checks.facts import Arrival
from support.checks.finding import Finding, Rule, missing_evidence
from support.checks.pairing import Pairing
from support.checks.rights import allowed
from support.checks.sessions import INF, MS, Connection, Session
from support.checks.telling import Telling
from support.checks.verdicts import Verdict
from support.checks.writes import Write
from support.history.digest import digest
from support.history.rows import Close, Read, Recv, Resume, Snapshot, Subscribe

RULE = Rule("P22", "presence")

_WORDS = {True: "present", False: "absent"}


class _Socket(NamedTuple):
    """One connection of a person: asked for at `asked`; the server told it something first by `sign`; until `ended`
    it was certainly open; it was closed with a handshake by `close`."""

    connection: Connection
    asked: int
    sign: Subscribe | Resume | Recv | None
    ended: int
    close: Close | None


class _Change(NamedTuple):
    """Somebody came or went: told from `since` on, over by `until` (the window included); `rows` prove it."""

    person: str
    present: bool
    since: int
    t: int
    until: int
    rows: tuple[int, ...]


def check(pairing: Pairing) -> Verdict:
    """Judge what was told of everybody's presence and status, and whether each change was told."""
    facts = pairing.facts
    if facts.promises.presence is None:
        return RULE.not_applicable("the target promises no presence")
    judge = _Judge(pairing, facts.promises.presence)
    judge.events()
    judge.reads()
    judge.changes()
    return RULE.verdict(
        judge.instances,
        judge.findings,
        none="nothing was told of anybody's presence or status",
        unknown=f"{judge.missing} changes of presence were not heard of: {missing_evidence(facts)}"
        if judge.missing
        else "",
        looked_ms=facts.looked_ms,
    )


class _Judge:
    def __init__(self, pairing: Pairing, prefix: str) -> None:
        self.pairing, self.facts, self.prefix = pairing, pairing.facts, prefix
        self.telling = Telling(pairing.facts)
        self.window = round(self.facts.promises.presence_ms * MS)
        self.patience = self.facts.loss + self.facts.allowance
        self.instances = self.missing = 0
        self.findings: list[Finding] = []
        self._sockets = _sockets(pairing)
        self._heard: dict[tuple[Session, str], list[Recv]] = defaultdict(list)
        self._set: dict[str, list[Write]] = defaultdict(list)
        owners = {}
        for write in self.facts.writes.values():
            if write.state == "ok" and write.answer and (write.answer.entity or "").startswith("status:"):
                owners[write.invoke.person, write.invoke.operation] = write.answer.entity or ""
        for write in self.facts.writes.values():
            entity = owners.get((write.invoke.person, write.invoke.operation))
            if entity is not None and write.invoke.sent is not None:
                self._set[entity].append(write)

    # what is told

    def events(self) -> None:
        """Judge each event, in the order of arrival."""
        for arrival in self.pairing.arrivals:
            recv = arrival.recv
            if not arrival.counts or recv.entity is None:
                continue
            person, present = _presence(recv.entity, recv.payload)
            if person in self._sockets and present is not None:
                self._presence_event(arrival, person, present)
                self._heard[arrival.session, person].append(recv)
            elif (status := _status(recv.entity, recv.payload)) is not None:
                self._status_event(arrival, status)

    def _presence_event(self, arrival: Arrival, person: str, present: bool) -> None:
        self.instances += 1
        recv, floor = arrival.recv, arrival.recv.t - self.patience
        if present:
            rows = self._never(person, floor, recv.t)
        else:
            rows = self._throughout(person, floor, recv.t)
            told = next((one for one in self._heard[arrival.session, person] if _says(one, present=True)), None)
            if rows is None and told is not None:
                ends = [one.ended for one in self._sockets[person] if one.ended <= recv.t]
                rows = self._throughout(person, max(floor, min(ends, default=recv.t)), recv.t)
                rows = None if rows is None else (told.i, *rows)
        if rows is not None:
            said = f"{self.telling.who(arrival.session)} was told, {self.telling.arrival(recv)},"
            self._contradiction(said, recv, person, present, rows)

    def reads(self) -> None:
        """Judge each read."""
        for look in self.facts.looks:
            if not look.status.startswith("2"):
                continue
            for shown in look.shows:
                person, present = _presence(shown.entity, shown.payload)
                if person in self._sockets and present is not None:
                    self.instances += 1
                    rows = (self._never if present else self._throughout)(person, look.since, look.t)
                    if rows is not None:
                        said = f"{self._read(look)} showed"
                        self._contradiction(said, look, person, present, rows)
                elif (status := _status(shown.entity, shown.payload)) is not None:
                    self._status_read(look, shown.entity, status)

    def _contradiction(
        self, said: str, row: Recv | Read | Snapshot, person: str, present: bool, rows: tuple[int, ...]
    ) -> None:
        def tell() -> str:
            return f"{said} that {person} is {_WORDS[present]}, but {self._devices(person, row.t)}."

        self.findings.append(Finding((*rows, row.i), row.t, tell))

    def _throughout(self, person: str, since: int, until: int) -> tuple[int, ...] | None:
        """The rows by which somebody was certainly present all the time; None where he may not have been."""
        rows: list[int] = []
        reached = since
        for socket in sorted(self._sockets[person], key=lambda one: INF if one.sign is None else one.sign.t):
            if socket.sign is not None and socket.sign.t <= reached < socket.ended:
                rows.append(socket.sign.i)
                reached = socket.ended
                if reached > until:
                    return tuple(rows)
        return None

    def _never(self, person: str, since: int, until: int) -> tuple[int, ...] | None:
        """The rows by which somebody was at no moment possibly present; None where he may have been."""
        rows = []
        for socket in self._sockets[person]:
            if socket.asked > until:
                continue
            if socket.close is None or socket.close.t + self.window >= since:
                return None
            rows.append(socket.close.i)
        return tuple(rows)

    # what must be told

    def changes(self) -> None:
        """Judge whether each change that lasted reached everybody who must hear of it."""
        channels = sorted(
            {row.channel for row in self.facts.subscriptions if not isinstance(row, Resume)}
            | {recv.channel for _, told in self._heard.items() for recv in told if recv.channel}
        )
        for change in self._changes():
            for channel in channels:
                if channel.startswith(self.prefix):
                    self._told(change, channel)

    def _changes(self) -> Iterator[_Change]:
        for person, sockets in self._sockets.items():
            for one in sockets:
                if one.sign is None:
                    continue
                others = [other for other in sockets if other is not one]
                if one.ended >= one.sign.t + self.window and not any(
                    other.asked <= one.sign.t and _closed(other) + self.window >= one.asked for other in others
                ):
                    yield _Change(person, True, one.asked, one.sign.t, one.sign.t + self.window, (one.sign.i,))
                if one.close is not None:
                    until = one.close.t + self.window
                    if not any(other.asked <= until and _closed(other) >= one.close.t for other in others):
                        yield _Change(person, False, one.ended, one.close.t, until, (one.sign.i, one.close.i))

    def _told(self, change: _Change, channel: str) -> None:
        rights = allowed(self.facts, change.person, channel).certain
        right = next((one for one in rights if one.start <= change.since and one.end >= change.t), None)
        if right is None:
            return
        settled = None if missing_evidence(self.facts) else self.facts.settled
        audience = self.pairing.windows.audience(channel)
        if right.row is None and all(session.person != change.person for session in audience):
            return
        for session in audience:
            window = self.pairing.windows.of(session, channel)
            stretch = None if window is None else window.at(change.since)
            if session.person == change.person or window is None or stretch is None:
                continue
            deadline = window.deadline(change.until, self.patience)
            if any(
                _says(recv, present=change.present) and change.since <= recv.t <= deadline
                for recv in self._heard[session, change.person]
            ):
                self.instances += 1
                continue
            fence = INF if settled is None else settled.since if settled.how == "markers" else settled.t
            if stretch.end < min(deadline, fence):
                continue
            if settled is None:
                self.instances += 1
                self.missing += 1
            elif settled.t >= deadline or (settled.how == "markers" and settled.since >= change.until):
                self.instances += 1
                granted = () if right.row is None else (right.row,)
                rows = (*change.rows, *stretch.rows, *granted, settled.i)
                self.findings.append(Finding(rows, change.t, self._silence(change, session, channel, settled.t)))

    def _silence(self, change: _Change, session: Session, channel: str, looked: int) -> Any:
        def tell() -> str:
            telling = self.telling
            came = "first connection stood" if change.present else "last connection was closed"
            return (
                f"{change.person}'s {came} at {telling.at(change.t)}, but {telling.who(session)}, who listened to "
                f"{telling.thing(channel)}, was not told that {change.person} is {_WORDS[change.present]} by "
                f"{telling.at(looked)}, {(looked - change.t) / 1e9:.3f} s later."
            )

        return tell

    # status

    def _status_event(self, arrival: Arrival, status: str) -> None:
        recv = arrival.recv
        write = None if arrival.expected is None else arrival.expected.write
        if write is None or write.invoke.sent is None:
            return
        self.instances += 1
        if write.invoke.sent == digest({"status": status}):
            return

        def tell() -> str:
            telling, who = self.telling, write.invoke.person
            return (
                f"{telling.who(arrival.session)} was told, {telling.arrival(recv)}, that the status of {who} is "
                f'"{status}", but {who} had set {_wanted(write)} at {telling.at(write.invoke.t)}.'
            )

        self.findings.append(Finding((write.invoke.i, recv.i), recv.t, tell))

    def _status_read(self, look: Read | Snapshot, entity: str, status: str) -> None:
        done = [one for one in self._set[entity] if one.state == "ok" and one.answer and one.answer.t < look.since]
        if not done:
            return
        last = max(done, key=lambda one: one.invoke.t)
        possible = [
            one.invoke.sent
            for one in self._set[entity]
            if one.state != "fail"
            and one.invoke.t < look.t
            and (one.answer is None or one.state != "ok" or one.answer.t >= last.invoke.t)
        ]
        self.instances += 1
        if last.answer is None or digest({"status": status}) in possible:
            return
        answered = last.answer

        def tell() -> str:
            who = last.invoke.person
            return (
                f'{self._read(look)} showed that the status of {who} is "{status}", but {who} had last set '
                f"{_wanted(last)} at {self.telling.at(last.invoke.t)}, {self.telling.outcome(last)}."
            )

        self.findings.append(Finding((last.invoke.i, answered.i, look.i), look.t, tell))

    # words

    def _read(self, look: Read | Snapshot) -> str:
        telling = self.telling
        return f"{look.person}'s read from {telling.at(look.since)} to {telling.at(look.t)}"

    def _devices(self, person: str, t: int) -> str:
        telling = self.telling
        known = [
            f"{telling.who(one.connection.session)} "
            + ("asked for a connection" if one.sign is None else "had been connected")
            + f" since {telling.at(one.asked)}"
            + ("" if one.close is None or one.close.t > t else f", closed at {telling.at(one.close.t)}")
            for one in self._sockets[person]
            if one.asked <= t
        ]
        return " and ".join(known) or f"{person} had never connected"


def _sockets(pairing: Pairing) -> dict[str, list[_Socket]]:
    """Every connection, by its person."""
    facts = pairing.facts
    signs: dict[str, Subscribe | Resume | Recv] = {}
    closes: dict[str, Close] = {}
    for row in facts.rows:
        if row.conn is None:
            continue
        if (isinstance(row, Subscribe | Resume) and row.phase == "done") or (isinstance(row, Recv) and row.event):
            signs.setdefault(row.conn, row)
        elif isinstance(row, Close) and row.phase == "done":
            closes.setdefault(row.conn, row)
    silent = () if facts.settled is None else facts.settled.silent
    found: dict[str, list[_Socket]] = {row.person: [] for row in facts.rows if row.person is not None}
    for name, one in facts.roster.connections.items():
        sign, close = signs.get(name), closes.get(name)
        if one.opened is None and sign is None and one.closed is None and one.asked is not None:
            continue  # never let in
        asked = one.asked if one.asked is not None else one.opened if one.opened is not None else facts.start
        start = asked if sign is None else sign.t
        vanished = one.closed is not None or name in silent
        ended = one.parting if one.parting is not None else start if vanished else INF
        clean = close if close is not None and (close.clean or close.by == "server") else None
        found[one.session.person].append(_Socket(one, asked, sign, ended, clean))
    return found


def _closed(socket: _Socket) -> int:
    return INF if socket.close is None else socket.close.t


def _presence(entity: str, payload: Any) -> tuple[str, bool | None]:
    """Whose presence an entity is, and what is said of it; None where it says nothing of presence."""
    kind, _, person = entity.partition(":")
    said = payload.get("present") if kind == "presence" and isinstance(payload, dict) else None
    return person, said if isinstance(said, bool) else None


def _says(recv: Recv, *, present: bool) -> bool:
    return _presence(recv.entity or "", recv.payload)[1] is present


def _status(entity: str, payload: Any) -> str | None:
    said = payload.get("status") if entity.startswith("status:") and isinstance(payload, dict) else None
    return said if isinstance(said, str) else None


def _wanted(write: Write) -> str:
    """What was set, where the answer says it as it was asked for."""
    payload = None if write.answer is None else write.answer.payload
    told = payload.get("status") if isinstance(payload, dict) else None
    return f'"{told}"' if isinstance(told, str) and digest({"status": told}) == write.invoke.sent else "another one"
