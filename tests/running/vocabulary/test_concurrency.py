"""Crowds, before the reference backend: what they do must be received, refused, repeated."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from lockstep.clients.api import tls_context
from lockstep.data.content import Texts
from lockstep.data.people import People
from lockstep.history.history import History
from lockstep.history.rows import Budgets, Header, Info, Invoke, Ok, Read, Shown
from lockstep.running.errors import EnvironmentFaultError
from lockstep.running.scene.scene import Scene
from lockstep.running.vocabulary import chat, concurrency, setup
from lockstep.targets.base import Look
from lockstep.targets.reference.adapter import ReferenceTarget


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BlockingPortal, ReferenceTarget]]:
    log = tmp_path_factory.mktemp("backend") / "backend.log"
    target = ReferenceTarget("", "", tls=tls_context(), log=log, password_cost="8")
    with start_blocking_portal("asyncio") as portal:
        portal.call(target.start)
        try:
            yield portal, target
        finally:
            portal.call(target.stop)


@contextmanager
def gathered(backend: tuple[BlockingPortal, ReferenceTarget], folder: Path) -> Iterator[Scene]:
    """Ana and Ben in "design", and an act that has begun."""
    portal, target = backend
    header = Header(
        scenario="s", title="t", seed=1, target="reference", promises=target.promises, budgets=Budgets(loss_ms=20_000)
    )
    scene = Scene(
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
        setup.gather(scene, "design", ("Ana", "Ben"))
        scene.act_begins()
        yield scene
    finally:
        scene.close(clean_up=True)


Backend = tuple[BlockingPortal, ReferenceTarget]


def test_a_retry_is_the_same_write_under_the_same_key(backend: Backend, tmp_path: Path) -> None:
    with gathered(backend, tmp_path) as scene:
        with pytest.raises(LookupError, match="Ana has posted nothing under a key yet"):
            concurrency.post_again(scene, "Ana", "one")
        concurrency.post_under_key(scene, "Ana", "one")
        concurrency.post_again(scene, "Ana", "one", via="socket")
        tries = list(scene.history.of(Invoke, scene.since, operation="post_message"))
        assert [(row.attempt, row.via) for row in tries] == [(1, "api"), (2, "socket")]
        assert len({row.w for row in tries}) == 1
        answers = concurrency.answers_under_key(scene, "Ana")
        assert len({answer.entity for answer in answers if isinstance(answer, Ok)}) == 1
        assert concurrency.answers_under_key(scene, "Ben") == []


def test_a_lost_answer_is_unknown_and_two_devices_are_one_write(backend: Backend, tmp_path: Path) -> None:
    with gathered(backend, tmp_path) as scene:
        concurrency.post_and_lose_the_answer(scene, "Ana", "one")
        assert isinstance(concurrency.answers_under_key(scene, "Ana")[0], Info)
        assert concurrency.accepted(scene) == []
        setup.second_device(scene, "Ben", "phone")
        concurrency.post_on_both(scene, "Ben", "two", ("laptop", "phone"))
        assert len({answer.entity for answer in concurrency.answers_under_key(scene, "Ben")}) == 1
        assert [made.invoke.person for made in concurrency.accepted(scene, "post_message")] == ["Ben"]
        assert concurrency.accepted(scene, "edit_message") == []


def test_only_what_follows_the_beginning_of_listening_is_asked_for(backend: Backend, tmp_path: Path) -> None:
    with gathered(backend, tmp_path) as scene:
        chat.post_next(scene, "Ana")
        setup.employ(scene, "Cleo")
        setup.succeed(scene, "Ana", "add_member", room="design", member="Cleo")
        concurrency.while_listening_begins(scene, concurrency.posts(scene, ("Ana", "Ben"), 4), "Cleo", "design")
        after = concurrency.accepted_after_listening(scene, "Cleo")
        assert 0 < len(after) < len(concurrency.accepted(scene, "post_message"))
        setup.employ(scene, "Zoe", company="the other company")
        with pytest.raises(ExceptionGroup) as raised:
            concurrency.while_listening_begins(scene, [], "Zoe", "design")
        assert raised.group_contains(EnvironmentFaultError, match="Zoe could not listen")


def test_who_comes_back_without_a_right_to_anything_asked_in_vain_is_told(backend: Backend, tmp_path: Path) -> None:
    with gathered(backend, tmp_path) as scene:
        concurrency.while_away(scene, concurrency.posts(scene, ("Ana",), 3), "Ben")
        assert scene.ref("design") in scene.session("Ben").channels
        setup.succeed(scene, "Ana", "remove_person", member="Ben")
        with pytest.raises(ExceptionGroup) as raised:
            concurrency.while_away(scene, [], "Ben")
        assert raised.group_contains(AssertionError, match="the request for missed events was rejected")


def test_people_answer_what_they_have_heard(backend: Backend, tmp_path: Path) -> None:
    with gathered(backend, tmp_path) as scene:
        concurrency.converse(scene, ("Ana", "Ben"), 2, replying=True)
        said = scene.made("post_message", count=4)
        ids = [made.ok.payload["id"] for made in said]
        assert [made.ok.payload["replyToId"] for made in said] == [None, *ids[:3]]
        concurrency.reply_at_once(scene, ("Ana", "Ben"), said[-1])
        replies = scene.made("post_message", count=6)[4:]
        assert {made.ok.payload["replyToId"] for made in replies} == {ids[3]}
        assert {made.invoke.person for made in replies} == {"Ana", "Ben"}


def test_pages_are_read_while_others_write(backend: Backend, tmp_path: Path) -> None:
    with gathered(backend, tmp_path) as scene:
        for _ in range(3):
            chat.post_next(scene, "Ana")
        scene.act_begins()
        concurrency.turn_pages(scene, "Ben", "Ana", 2)
        assert [shown.entity for shown in concurrency.read_on_pages(scene, "Ben")] == concurrency.posted_before(
            scene
        )[::-1]
        assert len(scene.made("post_message")) == 1
        setup.employ(scene, "Zoe", company="the other company")
        with pytest.raises(AssertionError, match="the answer was 404"):
            concurrency.turn_pages(scene, "Zoe", "Ana", 2)
        assert concurrency.hearers(scene, "design") == ["Ana", "Ben"]
        read = concurrency.all_read(scene, "messages", ["Ana", "Ben", "Zoe"], room="design")
        assert read["Ana"] == read["Ben"]
        assert read["Zoe"] == "404"


def test_what_is_on_no_page_and_before_the_position_of_the_last_one_is_lost(
    backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with gathered(backend, tmp_path) as scene:
        for _ in range(3):
            chat.post_next(scene, "Ana")
        scene.act_begins()
        concurrency.turn_pages(scene, "Ben", "Ana", 2)
        assert concurrency.lost_between(scene, "Ben") == []
        reads = scene.target.read

        async def read(operation: str, identity: Any, **fields: Any) -> Look:
            look = await reads(operation, identity, **fields)
            newest = await reads("messages", identity, channel=fields["channel"])
            return replace(look, position=newest.position)

        monkeypatch.setattr(scene.target, "read", read)
        scene.act_begins()
        concurrency.turn_pages(scene, "Ben", "Ana", 2)
        assert concurrency.lost_between(scene, "Ben") == [made.ok.entity for made in scene.made("post_message")]


def test_pages_of_a_thread_are_read_while_others_write(backend: Backend, tmp_path: Path) -> None:
    with gathered(backend, tmp_path) as scene:
        answer = setup.succeed(scene, "Ana", "create_thread", room="design", title="colours")
        scene.name(str(answer.entity), "colours")
        setup.listen(scene, "Ben", "colours")
        for _ in range(3):
            chat.post_next(scene, "Ana", "colours")
        scene.act_begins()
        concurrency.turn_pages(scene, "Ben", "Ana", 2, "colours")
        assert len(concurrency.read_on_pages(scene, "Ben")) == 3
        assert len(scene.made("post_thread_message")) == 1
        assert concurrency.lost_between(scene, "Ben") == []


class _Listed:
    """A scene whose reads are lists without positions, in pages of two."""

    def __init__(self) -> None:
        self.history = History()
        self.since, self.shown, self.posted = 0, ["message:1", "message:2", "message:3"], 0

    def read(self, person: str, operation: str, **fields: Any) -> Look:
        at = int(fields.get("cursor") or 0)
        shows = tuple(Shown(entity=one) for one in self.shown[at : at + 2])
        more = str(at + 2) if at + 2 < len(self.shown) else None
        row = Read(person=person, operation=operation, since=0, status="200", channel="chatroom:7", shows=shows)
        self.history.append(row)
        return Look("200", shows, body=[one.entity for one in shows], cursor=more, outcome="ok")


def test_pages_are_read_without_positions_and_bodies_may_be_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _Listed()
    monkeypatch.setattr(chat, "room", lambda _: "design")
    monkeypatch.setattr(chat, "post_next", lambda scene, *_: setattr(scene, "posted", scene.posted + 1))
    scene = cast("Scene", made)
    concurrency.turn_pages(scene, "Ben", "Ana", 2)
    assert made.posted == 1
    assert [one.entity for one in concurrency.read_on_pages(scene, "Ben")] == made.shown
    read = concurrency.all_read(scene, "messages", ["Ana", "Ben"], room="design")
    assert read == {"Ana": ["message:1", "message:2"], "Ben": ["message:1", "message:2"]}


def test_what_is_shown_is_compared_where_an_adapter_keeps_no_body() -> None:
    scene = SimpleNamespace(read=lambda *_, **__: Look("200", (Shown(entity="message:1"),), outcome="ok"))
    assert concurrency.all_read(cast("Scene", scene), "messages", ["Ana"]) == {"Ana": [{"entity": "message:1"}]}
