"""The trial of an adapter: the example works in every piece, and with one method spoiled just that is told."""

import asyncio
import dataclasses
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lockstep.actors.adapter_check import Finding, Trial
from lockstep.clients.dialects.base import Frame
from lockstep.history.rows import Promises
from lockstep.targets.base import Answer, ConnectRequest, Health
from lockstep.targets.external_adapter import target_class

from tests.quality.tree import ROOT

EXAMPLES = ROOT / "docs" / "examples"
STARTED: Any = target_class(EXAMPLES / "rooms.py")


class ROOMS(STARTED):
    """The example before a server that all tests share."""

    port = 0

    async def start(self) -> None:
        self.go_to(f"http://127.0.0.1:{self.port}", f"ws://127.0.0.1:{self.port}")

    def alive(self) -> bool:
        return True


@pytest.fixture(autouse=True, scope="module")
def _server() -> Iterator[None]:
    with subprocess.Popen([sys.executable, EXAMPLES / "rooms_server.py"], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        ROOMS.port = json.loads(server.stdout.readline().removeprefix(b"ready "))["port"]
        yield
        server.terminate()


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def tried(target: Any) -> list[Finding]:
    return asyncio.run(Trial(target).run())


class CannotStart(STARTED):
    async def start(self) -> None:
        self._server.command = [sys.executable, "-c", "pass"]
        await super().start()


class NoAddresses(ROOMS):
    def go_to(self, api_base_url: str, websocket_url: str) -> None:
        del api_base_url, websocket_url


class Ill(ROOMS):
    async def health(self) -> list[Health]:
        return [Health("API", healthy=False, detail="it is ill")]


class Nobody(ROOMS):
    async def enrol(self, *given: Any) -> None:
        del given


class WrongAddress(ROOMS):
    def connect_args(self, request: ConnectRequest) -> Any:
        args = super().connect_args(request)
        return dataclasses.replace(args, url=f"{args.url}/nowhere")


class NoNotices(ROOMS):
    def notices(self, frame: Frame) -> list[Any]:
        del frame
        return []


class Deaf(ROOMS):
    def answers(self, frame: Frame) -> bool:
        del frame
        return False


class Refused(ROOMS):
    async def perform(self, *given: Any) -> Answer:
        del given
        return Answer("fail", "403")


class BadRequest(ROOMS):
    """Asks for what the server rejects, with its reason in the body."""

    async def perform(self, write: Any, identity: Any) -> Answer:
        made = await self._api(identity.person).request("POST", "/rooms/x/messages", json={"nothing": 1})
        return Answer("fail", made.word)


class BreaksInPerform(ROOMS):
    async def perform(self, *given: Any) -> Answer:
        return Answer("ok", {}["status"])


class UnknownNeed(ROOMS):
    needs_met = frozenset({"edits", "commands"})


class CallsForMore(ROOMS):
    needs_met = frozenset({"ping"})


class NotLetIn(ROOMS):
    """The socket is opened, and an error comes over it."""

    def connect_args(self, request: ConnectRequest) -> Any:
        return dataclasses.replace(
            super().connect_args(request), first=('{"do": "listen", "re": "1", "after": {"x": -5}}',)
        )

    def error_of(self, frame: Frame) -> str | None:
        return str(frame.body["why"]) if frame.body.get("ok") is False else None


class Elsewhere(ROOMS):
    def where(self, write: Any) -> str:
        return f"{super().where(write)}9"


class Ignorant(ROOMS):
    def codec(self) -> Any:
        codec = super().codec()
        decode = codec.decode
        codec.decode = lambda raw: [dataclasses.replace(one, event=False) for one in decode(raw)]
        return codec


class Raises(ROOMS):
    def normalise(self, frame: Frame) -> list[Any]:
        raise KeyError(frame.kind)


class OtherChannel(ROOMS):
    def normalise(self, frame: Frame) -> list[Any]:
        return [dataclasses.replace(one, channel="chatroom:other") for one in super().normalise(frame)]


class OtherId(ROOMS):
    def normalise(self, frame: Frame) -> list[Any]:
        return [dataclasses.replace(one, entity="other") for one in super().normalise(frame)]


class NoEffects(ROOMS):
    def effects(self, *given: Any) -> list[Any]:
        del given
        return []


class NeverDone(ROOMS):
    promises = Promises(numbers=True)


class ForgetsToResume(ROOMS):
    def resume(self, positions: Any) -> Any:
        return self.subscribe(next(iter(positions)))


class Untidy(ROOMS):
    async def clean_up(self, identities: Any) -> list[str]:
        return [*await super().clean_up(identities), "a room"]


class StillThere(ROOMS):
    async def start(self) -> None:
        await super().start()
        self.forgotten = await asyncio.to_thread(
            subprocess.Popen, [sys.executable, "-c", "import time; time.sleep(60)"]
        )


def test_the_example_of_the_guide_works_in_every_piece() -> None:
    findings = tried(ROOMS())
    assert [finding.piece for finding in findings if finding.outcome != "works"] == []
    assert [finding.piece for finding in findings][-2:] == ["cleans up", "leaves no process"]


@pytest.mark.parametrize(
    ("spoiled", "piece", "told"),
    [
        (UnknownNeed, "declares", 'needs_met has "edits", which no scenario needs: did you mean "edit"?'),
        (UnknownNeed, "declares", "write those that hold of ping, refused-frames"),
        (CallsForMore, "declares", "calls for ping to return a command"),
        (NotLetIn, "connects", "an error came"),
        (BadRequest, "writes", "the server: POST /rooms/x/messages: "),
        (BreaksInPerform, "writes", "the adapter of rooms raised KeyError: 'status' in perform"),
        (CannotStart, "starts", "ended before it was ready"),
        (NoAddresses, "starts", "write start"),
        (Ill, "is healthy", "it is ill"),
        (Nobody, "enrols", "write enrol"),
        (WrongAddress, "connects", "write connect_args"),
        (Deaf, "subscribes", "write codec, subscribe, answers"),
        (NoNotices, "subscribes", "write notices"),
        (Refused, "writes", "post_message is 403"),
        (Elsewhere, "writes", "write where"),
        (Ignorant, "hears", "none of them news"),
        (Raises, "normalises", "raised KeyError"),
        (OtherChannel, "normalises", "chatroom:other"),
        (OtherId, "pairs answer with event", "entity: the answer says"),
        (NoEffects, "pairs answer with event", "write effects"),
        (NeverDone, "settles", "neither markers nor drain_ms"),
        (ForgetsToResume, "resumes", "what Ben missed did not come"),
        (Untidy, "cleans up", "left is: a room"),
        (StillThere, "leaves no process", "write stop"),
    ],
)
def test_a_broken_piece_is_told_and_what_needs_it_is_not_tried(spoiled: Any, piece: str, told: str) -> None:
    target = spoiled()
    findings = tried(target)
    if isinstance(target, StillThere):
        target.forgotten.wait()
    (failed,) = [finding for finding in findings if finding.outcome == "fails"]
    assert failed.piece == piece
    assert told in failed.text
    later = [
        one for one in findings[findings.index(failed) + 1 :] if one.piece not in {"cleans up", "leaves no process"}
    ]
    assert all(one.outcome == "not tried" and piece in one.text for one in later)


def test_who_cannot_resume_is_not_asked_to() -> None:
    class Plain(ROOMS):
        needs_met: frozenset[str] = frozenset()

    resumes = next(one for one in tried(Plain()) if one.piece == "resumes")
    assert str(resumes) == 'works      resumes: nothing to try: needs_met has no "resume"'
