"""Tries an adapter piece by piece, each with the suite's own means, and reports the results in plain words.

The pieces are tried in order; a piece that needs another one that failed is not tried, and says so. Everything
started is cleaned up and stopped in any case. A piece that does not end within its time has failed. Errors of an
adapter are not raised: they are in the `Finding`. An event is checked for the condition on which every scenario
depends: the answer to a write names an event that a listener received, with the same text.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import msgspec
import psutil

from lockstep.actors.actor import Actor
from lockstep.actors.declared_needs import declared_amiss
from lockstep.actors.session import NoAnswerError, Session
from lockstep.actors.trial_subjects import MissedError, Subject, subject_of
from lockstep.clients.dialects.base import Frame, MalformedFrameError, Raw
from lockstep.clients.outside import said_by
from lockstep.data.fixtures import Fixtures
from lockstep.data.people import People, Person
from lockstep.history.digest import digest
from lockstep.history.recorder import Recorder
from lockstep.history.rows import (
    Body,
    Budgets,
    Close,
    Effect,
    Exchange,
    Header,
    Open,
    Recv,
    Resume,
    Subscribe,
)
from lockstep.masking import mask_url
from lockstep.processes.children import CHILDREN
from lockstep.targets.base import Answer, Identity, Target, TargetFaultError, Write
from lockstep.targets.declarations import AdapterError
from lockstep.targets.guard import adapter_error
from lockstep.targets.needs import met_by

START_S = 180.0
PIECE_S = 30.0
HEAR_S = 5.0
_SHOWN = 400

_OF_A_CODEC = ("name", "numbered", "written_id", "opened", "decode", "channels", "encode", "rewrite")
_AFTER = frozenset({"cleans up", "leaves no process"})
_METHODS = {
    "declares": "needs_met",
    "starts": "start",
    "is healthy": "health",
    "enrols": "enrol",
    "connects": "connect_args",
    "subscribes": "subscribe",
    "writes": "perform",
    "hears": "codec",
    "normalises": "normalise",
    "pairs answer with event": "effects",
    "settles": "promises",
    "resumes": "resume",
    "cleans up": "clean_up",
    "leaves no process": "stop",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """The result for one piece; `text` says what was observed, or what was expected and which method to write; where
    the adapter's file asks something, `piece` is the line and `text` the question."""

    piece: str
    outcome: Literal["works", "fails", "not tried", "asks"]
    text: str = ""

    def __str__(self) -> str:
        return f"{self.outcome:<9}  {self.piece}" + (f": {self.text}" if self.text else "")


class _Watched(Session):
    """A session that keeps the adapter's error at a frame, and the number of event frames."""

    trouble = ""
    events = 0
    frames = 0

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.texts: dict[tuple[str, int], str] = {}

    def received(self, conn: str, n: int, raw: Raw, frames: list[Frame] | MalformedFrameError) -> None:
        """Count the frame, keep its text, and pass it on."""
        self.texts[conn, n] = raw if isinstance(raw, str) else raw.decode("utf-8", "backslashreplace")
        if isinstance(frames, MalformedFrameError):
            self.trouble = f"the codec could not read a message: {frames}"
        else:
            self.frames += len(frames)
            self.events += sum(frame.event for frame in frames)
        super().received(conn, n, raw, frames)

    def misread(self, frame: Frame, error: Exception) -> None:
        """Keep it."""
        self.trouble = str(error) if isinstance(error, AdapterError) else f"{said_by(error)} was raised at a frame"


class Trial:
    """One adapter, tried once."""

    def __init__(self, target: Target) -> None:
        """Nothing is started yet."""
        promises = target.promised()
        header = Header(
            scenario="check", title="check", seed=0, target=target.name, promises=promises, budgets=Budgets()
        )
        self._target = target
        self._promises = promises
        self._recorder = Recorder(header)
        self._history = self._recorder.history
        source = People(header.seed, header.scenario, header.attempt, Fixtures())
        self._people = [self._person(source.person(name)) for name in ("Ana", "Ben")]
        self._ana, self._ben = self._people
        self._subject: Subject
        self._channel = ""
        self._made: list[tuple[Write, Answer, list[Effect]]] = []
        self._before: set[int] = set()
        self._since = 0

    def _person(self, made: Person) -> Actor:
        self._recorder.hide(made.password)
        told = {"full_name": made.full_name}
        return Actor(
            self._target, self._recorder, Identity(made.name, email=made.email, password=made.password, extra=told)
        )

    async def run(self) -> list[Finding]:
        """Try every piece."""
        findings: list[Finding] = []
        CHILDREN.scratch()  # the suite's own watchdog runs before anything of the target's
        self._before = _children()
        failed = ""
        for piece, attempt in self._pieces():
            if failed and (piece not in _AFTER or (failed in {"declares", "starts"} and piece == "cleans up")):
                findings.append(Finding(piece, "not tried", f'it needs what "{failed}" should have shown'))
                continue
            finding = await self._try(piece, attempt)
            findings.append(finding)
            if finding.outcome == "fails" and not failed:
                failed = piece
        return findings

    def _pieces(self) -> Iterator[tuple[str, Callable[[], Awaitable[str]]]]:
        yield "declares", self._declares
        yield "starts", self._starts
        yield "is healthy", self._is_healthy
        yield "enrols", self._enrols
        yield "connects", self._connects
        yield "subscribes", self._subscribes
        yield "writes", self._writes
        yield "hears", self._hears
        yield "normalises", self._normalises
        yield "pairs answer with event", self._pairs
        yield "settles", self._settles
        yield "resumes", self._resumes
        yield "cleans up", self._cleans_up
        yield "leaves no process", self._leaves_nothing

    async def _try(self, piece: str, attempt: Callable[[], Awaitable[str]]) -> Finding:
        limit = START_S if piece == "starts" else PIECE_S
        self._since = self._history.cursor()
        (shown,) = await asyncio.gather(asyncio.wait_for(attempt(), limit), return_exceptions=True)
        match shown:
            case str():
                return Finding(piece, "works", shown)
            case MissedError():
                return Finding(piece, "fails", f"{shown}{self._said()}")
            case TimeoutError():
                seen = f"it did not end within {limit:g} s"
            case AttributeError() if shown.obj is self._target:
                seen = f"the adapter has no {shown.name}"
                return Finding(piece, "fails", f"{seen}; expected was {shown.name} to be set; write __init__")
            case TargetFaultError():
                seen = f"the adapter said: {shown}"
            case AdapterError():
                seen = f"seen was an error at {shown}"
            case Exception():
                seen = f"seen was an error at {adapter_error(self._target, _METHODS[piece], shown)}"
            case _:
                raise shown
        return Finding(piece, "fails", f"{seen}; expected was no error; look at {_METHODS[piece]}{self._said()}")

    def _said(self) -> str:
        """What the server itself answered since the piece began: the last request that it did not accept, the last
        error and the last close."""
        told = []
        bad = [row for row in self._history.of(Exchange, self._since) if row.status is None or row.status >= 400]
        if bad:
            last = bad[-1]
            body = "" if last.answer is None else _text_of(last.answer)
            told.append(f"{last.method} {last.path}: {last.status or last.trouble} {body}".rstrip())
        for row in self._history.rows(self._since):
            if isinstance(row, Open | Subscribe | Resume) and row.phase == "refused" and row.reason:
                told.append(f"{row.person}'s {type(row).__name__.lower()} was rejected: {row.reason}")
            if isinstance(row, Close) and row.by != "us":
                told.append(f"{row.session} was closed: {row.code or ''} {row.reason} {row.error or ''}".rstrip())
        errors = [row for actor in self._people for one in actor.sessions.values() for row in self._errors_of(one)]
        return "".join(f"\n           the server: {line}" for line in dict.fromkeys([*told, *errors]))

    def _errors_of(self, session: Session) -> list[str]:
        rows = self._history.of(Recv, self._since, session=session.name, event=False)
        texts = session.texts if isinstance(session, _Watched) else {}
        found = [texts.get((str(row.conn), row.n), "") for row in rows if (row.conn, row.n) in session.errors]
        return [f"{session.name} received {self._recorder.redact(text)[:_SHOWN]}" for text in found]

    async def _declares(self) -> str:
        found = declared_amiss(self._target)
        if found:
            raise MissedError("; ".join(found), "needs of docs/needs.md, and what they call for", "needs_met")
        needs = f"needs: {len(met_by(self._target))}"
        names = ", ".join(one.name for one in self._target.resources)
        return f"{needs}; resources: {names}" if names else needs

    async def _starts(self) -> str:
        await self._target.start()
        if not self._target.alive():
            raise MissedError("alive() says that it has ended", "a backend that runs", "alive")
        if self._unwritten("alive") and _children() - self._before:
            raise MissedError("a process was started whose death would go unnoticed", "False once it ended", "alive")
        if not (self._target.api_base_url and self._target.websocket_url):
            raise MissedError("the adapter has no addresses", "start() to call self.go_to with both", "start")
        return f"{mask_url(self._target.api_base_url)} and {mask_url(self._target.websocket_url)}"

    async def _is_healthy(self) -> str:
        parts = await self._target.health()
        sick = [f"{part.part}: {part.detail}" for part in parts if not part.healthy]
        if sick:
            raise MissedError(f"unhealthy is {'; '.join(sick)}", "every part to be healthy", "health")
        if not parts:
            raise MissedError("no part was tried", "a row for the API and one for the socket", "health")
        return ", ".join(part.part for part in parts)

    async def _enrols(self) -> str:
        colleagues: list[Identity] = []
        for actor in self._people:
            await self._target.enrol(actor.identity, list(colleagues), self._act)
            if not actor.identity.id:
                raise MissedError(f"{actor.name}'s identity has no id", "enrol() to fill it in", "enrol")
            self._recorder.hide(*actor.identity.secrets())
            colleagues.append(actor.identity)
        self._subject = subject_of(self._target, self._people)
        self._channel = await self._subject.open(self._act)
        return f"Ana and Ben, {self._subject.about}"

    async def _connects(self) -> str:
        codec = self._target.codec()
        lacking = [name for name in _OF_A_CODEC if not hasattr(codec, name)]
        if lacking:
            raise MissedError(f"the codec has no {', '.join(lacking)}", "all that a codec has", ", ".join(lacking))
        for actor in self._people:
            session = _Watched(self._target, self._recorder, actor.identity, "laptop")
            actor.sessions["laptop"] = session
            try:
                opened = await session.open()
            except NoAnswerError as error:
                raise MissedError(str(error), "a greeting, since greets is true", "greets, notices") from error
            if not opened:
                raise MissedError(f"{actor.name}'s connection was rejected", "a connection", "connect_args")
            drain_s = self._promises.drain_ms / 1000  # a ping may be answered before what was asked first
            if not await session.round_trip() or await session.fails_within(drain_s):
                seen = "an error came" if session.errors else "the socket answered no ping"
                raise MissedError(
                    f"{actor.name}'s socket was opened, but {seen} ({session.trouble or 'no other word'})",
                    "a connection that stands",
                    "connect_args (or ping, or notices if it greets)",
                )
        if self._target.greets:
            return "Ana and Ben were greeted"
        return "the sockets of Ana and Ben are open and answer; the server greets nobody, so no more is known"

    async def _subscribes(self) -> str:
        if self._target.subscribe(self._channel) is not None and self._unwritten("refusal"):
            seen = "a refused command would count as accepted"
            raise MissedError(seen, "the reason where an answer refuses, else None", "refusal")
        for actor in self._people:
            session = actor.session()
            try:
                accepted = await session.subscribe(self._channel)
            except AssertionError as error:  # no answer
                seen = f"{error} ({_trouble(session) or f'{_frames(session)} frames came'})"
                raise MissedError(seen, "an answer with the command's ref", "codec, subscribe, answers") from error
            if not accepted:
                raise MissedError(f"{actor.name} was rejected", "a subscription", "subscribe, refusal")
            if not await self._wait(partial(self._listens, session)):
                seen = f"nothing said that {actor.name} now hears {self._channel} {_trouble(session)}".rstrip()
                raise MissedError(seen, 'Notice("subscribe", "done", channel)', "notices")
        return "Ana and Ben"

    def _listens(self, session: Session) -> bool:
        return self._channel in session.channels

    async def _writes(self) -> str:
        answer = await self._write()
        return f"answered {answer.status}, {answer.entity}"

    async def _write(self) -> Answer:
        operation, fields = self._subject.write()
        answer = await self._ana.perform(operation, **fields)
        write = Write("", "Ana", operation, fields)
        if answer.outcome != "ok":
            seen = f"the answer to Ana's {operation} is {answer.status} ({answer.outcome})"
            raise MissedError(seen, "it to be accepted", "perform")
        if answer.schema is not None:
            raise MissedError(f"the answer breaks the schema: {answer.schema}", "one that keeps it", "perform")
        if self._target.where(write) != self._channel:
            raise MissedError(f"where() says {self._target.where(write)}", self._channel, "where")
        self._made.append((write, answer, self._target.effects(write, answer)))
        return answer

    async def _hears(self) -> str:
        session = self._ben.session()
        if not await self._wait(lambda: _events(session) > 0):
            seen = (
                f"no event came to Ben ({_trouble(session) or f'{_frames(session)} frames came, none of them news'})"
            )
            raise MissedError(seen, "one, with Frame.event true", "codec (decode)")
        return f"{_events(session)} event frame"

    async def _normalises(self) -> str:
        session = self._ben.session()
        if not await self._wait(lambda: bool(self._received()) or bool(_trouble(session))) or _trouble(session):
            seen = _trouble(session) or "normalise made no event of the frame"
            raise MissedError(seen, "one Event for each thing the frame tells", "normalise")
        row = self._received()[0]
        if row.schema is not None:
            raise MissedError(f"the frame breaks the schema: {row.schema}", "one that keeps it", "schema_of")
        if row.channel != self._channel:
            raise MissedError(f"the event is in {row.channel!r}", repr(self._channel), "normalise")
        if self._promises.numbers and row.seq is None:
            raise MissedError("the event has no seq", "one, for numbers are promised", "normalise, or promises")
        return f"{row.kind} of {row.entity}"

    async def _pairs(self) -> str:
        self._pair(0)
        return "the answer names the event that Ben received"

    def _pair(self, index: int) -> None:
        write, answer, effects = self._made[index]
        if len(effects) != 1:
            seen = f"effects() says that a write causes {len(effects)} events"
            raise MissedError(seen, "one, which Ben hears", "effects")
        (effect,), row = effects, self._received()[index]
        sent = self._target.sent(write)
        for name, due, came, method in (
            ("kind", effect.kind, row.kind, "effects or normalise"),
            ("channel", effect.channel, row.channel, "effects or normalise"),
            ("entity", effect.entity, row.entity, "perform or normalise (Answer.entity, Event.entity)"),
            ("version", effect.version, row.version, "effects or normalise"),
            ("sent", None if sent is None else digest(sent), row.sent, "sent or normalise (Event.sent)"),
            ("payload", answer.payload, row.payload, "perform or normalise (Answer.payload, Event.payload)"),
        ):
            if due != came:
                raise MissedError(f"{name}: the answer says {due!r}, the event {came!r}", "the same in both", method)

    async def _act(self, identity: Identity, operation: str, /, **fields: Any) -> Answer:
        """How the adapter lets one of the two act."""
        (actor,) = (one for one in self._people if one.identity is identity)
        return await actor.perform(operation, **fields)

    async def _settles(self) -> str:
        promises, session = self._promises, self._ben.session()
        if promises.markers:
            answer = await self._ben.mark(self._channel, "mark-check", "laptop")
            if answer.outcome != "ok" or not await self._wait(lambda: any(self._history.of(Recv, marker=True))):
                seen = f"the marker was answered {answer.status}, or never received"
                raise MissedError(seen, "a marker that comes back", "mark, command, answered, normalise")
        elif promises.drain_ms <= 0:
            seen = "promises declare neither markers nor drain_ms"
            raise MissedError(seen, "one of them: else nothing shows that no more comes", "promises")
        if not await session.round_trip():
            raise MissedError("Ben's connection did not answer a ping", "an answer", "ping")
        await asyncio.sleep(promises.drain_ms / 1000)  # the drain time is the rule itself
        if len(self._received()) != len(self._made):
            seen = f"Ben received {len(self._received())} events of {len(self._made)} writes"
            raise MissedError(seen, "each once", "normalise")
        return "by markers" if promises.markers else f"{promises.drain_ms:g} ms after the last event"

    async def _resumes(self) -> str:
        if "resume" not in self._target.needs_met:
            return 'nothing to try: needs_met has no "resume"'
        session = self._ben.session()
        if self._channel not in session.positions:
            raise MissedError("no position is known", "Event.seq or Event.position", "normalise")
        await session.close()
        await self._write()
        if not await session.come_back():
            raise MissedError("the return was refused", "a resume", "resume, connect_args, refusal")
        if not await self._wait(lambda: len(self._received()) >= len(self._made)):
            seen = f"what Ben missed did not come {_trouble(session)}".rstrip()
            raise MissedError(seen, "it to be given after the return", "resume")
        self._pair(1)
        if not any(self._history.of(Resume, phase="done")):
            raise MissedError("nothing said that the resume is done", 'Notice("resume", "done")', "notices")
        return "what was missed came"

    async def _cleans_up(self) -> str:
        for actor in self._people:
            await actor.close()
        if self._unwritten("clean_up"):
            raise MissedError("nothing removes what a scenario made", "a sentence for all that is left", "clean_up")
        left = [*await self._target.clean_up([one.identity for one in self._people]), *await self._target.leftovers()]
        if left:
            raise MissedError(f"left is: {'; '.join(left)}", "nothing to be left", "clean_up, leftovers")
        return "nothing is left"

    async def _leaves_nothing(self) -> str:
        await self._target.stop()
        left = _children() - self._before
        if left:
            for pid in left:
                psutil.Process(pid).kill()
            numbers = ", ".join(str(pid) for pid in sorted(left))
            raise MissedError(f"process {numbers} still ran after stop()", "none", "stop")
        return "none is left"

    def _unwritten(self, method: str) -> bool:
        """Whether the adapter does not override a method of the base class."""
        return getattr(type(self._target), method) is getattr(Target, method)

    def _received(self) -> list[Recv]:
        """What Ben received, without what timers of the target send: presence, for instance."""
        rows = self._history.of(Recv, event=True, person="Ben", marker=False)
        return [row for row in rows if row.kind not in self._promises.timers]

    async def _wait(self, enough: Callable[[], bool]) -> bool:
        """Wait until the condition holds, at most HEAR_S."""
        return await asyncio.to_thread(self._history.wait, enough, HEAR_S) or enough()


def _text_of(body: Body) -> str:
    text = body.text if body.form != "json" else msgspec.json.encode(body.json).decode()
    return " ".join((text or "").split())[:_SHOWN]


def _children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


def _events(session: Session) -> int:
    return session.events if isinstance(session, _Watched) else 0


def _frames(session: Session) -> int:
    return session.frames if isinstance(session, _Watched) else 0


def _trouble(session: Session) -> str:
    return session.trouble if isinstance(session, _Watched) else ""
