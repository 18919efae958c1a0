"""The adapter against the reference backend: a whole life of one company, and what is left when it is not erased."""

import asyncio
import dataclasses
import signal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lockstep.clients.api import tls_context
from lockstep.clients.dialects.base import Frame
from lockstep.history.rows import Position, Promises
from lockstep.targets.base import Answer, ConnectRequest, Identity, TargetFaultError, Write
from lockstep.targets.reference import ReferenceTarget
from lockstep.targets.reference.http_exchange import Exchanges
from lockstep.targets.reference.operations import WRITES, Request


def people() -> tuple[Identity, Identity]:
    return tuple(
        Identity(name, email=f"{name.lower()}@example.com", password="long-enough-1!", extra={"full_name": name})
        for name in ("Ana", "Ben")
    )


async def act(target: ReferenceTarget, identity: Identity, operation: str, **fields: Any) -> Answer:
    return await target.perform(
        Write(f"w-{operation}-{identity.person}", identity.person, operation, fields), identity
    )


def test_a_company_lives_and_leaves_nothing(tmp_path: Path) -> None:
    async def live() -> None:
        target = ReferenceTarget("", "", tls=tls_context(), log=tmp_path / "backend.log")
        assert target.embedded
        await target.start()
        try:
            health = await target.health()
            assert [(row.part, row.healthy) for row in health] == [
                ("API", True), ("socket", True), ("database", True), ("disk", True),
            ]  # fmt: skip
            ana, ben = people()

            async def acts(identity: Identity, operation: str, /, **fields: Any) -> Answer:
                return await act(target, identity, operation, **fields)

            await target.enrol(ana, [], acts)
            await target.enrol(ben, [ana], acts)
            assert ana.company == ben.company
            room = await act(target, ana, "create_chatroom", name="design", private=True, members=(ben.id,))
            posted = await act(target, ana, "post_message", channel=room.entity, content="hello")
            assert [
                effect.channel
                for effect in target.effects(
                    Write("w", "Ana", "post_message", {"channel": room.entity, "content": "hello"}), posted
                )
            ] == [room.entity]
            look = await target.read("messages", ben, channel=room.entity)
            assert [shown.entity for shown in look.shows] == [posted.entity]
            assert isinstance(look.position, Position)
            assert look.schema is None
            assert (await target.read("messages", ben, channel="chatroom:999")).status == "404"
            assert any("still holds" in left for left in await target.leftovers())
            assert await target.clean_up([ana, ben]) == []
            assert await target.leftovers() == []
        finally:
            await target.stop()
        assert not target.alive()

    asyncio.run(live())
    assert "long-enough-1!" not in (tmp_path / "backend.log").read_text()


def test_a_route_or_command_that_is_not_there_refuses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def live() -> list[tuple[str, str]]:
        target = ReferenceTarget("", "", tls=tls_context(), log=tmp_path / "backend.log")
        await target.start()
        try:
            ana, _ = people()

            async def acts(identity: Identity, operation: str, /, **fields: Any) -> Answer:
                return await act(target, identity, operation, **fields)

            await target.enrol(ana, [], acts)
            answers = [await acts(ana, "set_status", status="asleep")]
            right = WRITES["set_status"]
            for planted in (
                dataclasses.replace(right, path=lambda _: "/users/me/mood"),
                dataclasses.replace(right, method="PATCH"),
            ):
                monkeypatch.setitem(WRITES, "set_status", planted)
                answers.append(await acts(ana, "set_status", status="asleep"))
            assert await target.clean_up([ana]) == []
            return [(answer.outcome, answer.status) for answer in answers]
        finally:
            await target.stop()

    assert asyncio.run(live()) == [("fail", "422"), ("info", "404"), ("info", "405")]
    target = ReferenceTarget("", "", tls=tls_context(), log=tmp_path / "backend.log")
    write = Write("w", "Ana", "set_status", {"status": "asleep"}, via="socket")

    def told(code: str) -> Frame:
        data = {"status": 400, "code": code, "message": "No.", "details": {}}
        return Frame(kind="error", event=False, ref="w", data=data, body={"event": "error", "ref": "w", "data": data})

    assert target.answered(write, told("not_served")).outcome == "info"
    with pytest.raises(TargetFaultError, match="the backend knows no such command"):
        target.refusal(told("not_served"))


def test_a_company_that_cannot_be_erased_is_told(tmp_path: Path) -> None:
    async def live() -> list[str]:
        target = ReferenceTarget("", "", tls=tls_context(), log=tmp_path / "backend.log")
        await target.start()
        try:
            ana, _ = people()

            async def acts(identity: Identity, operation: str, /, **fields: Any) -> Answer:
                return await act(target, identity, operation, **fields)

            await target.enrol(ana, [], acts)
            ana.password = "another-one-1!"
            return await target.clean_up([ana])
        finally:
            await target.stop()

    (left,) = asyncio.run(live())
    assert left.startswith("company:1 of Ana could not be erased: the answer was 4")


def test_what_a_backend_that_stood_still_left_is_told_and_removed_later(tmp_path: Path) -> None:
    async def live() -> tuple[list[str], list[str], list[str]]:
        target = ReferenceTarget("", "", tls=tls_context(), log=tmp_path / "backend.log")
        await target.start()
        try:
            ana, ben = people()

            async def acts(identity: Identity, operation: str, /, **fields: Any) -> Answer:
                return await act(target, identity, operation, **fields)

            await target.enrol(ana, [], acts)
            await target.enrol(ben, [ana], acts)
            target.wait_at_most(ana, 0.1)
            process = target.process()
            assert process is not None
            process.signal(signal.SIGSTOP)
            left = await target.clean_up([ana, ben])
            process.signal(signal.SIGCONT)
            return left, await target.clean_up([ana, ben]), await target.leftovers()
        finally:
            await target.stop()

    assert asyncio.run(live()) == (["company:1 of Ana could not be erased: the answer was timeout"], [], [])


def test_a_changed_password_and_an_erasure_of_the_scenarios_own_leave_nothing(tmp_path: Path) -> None:
    async def live() -> tuple[list[str], list[str], list[str]]:
        target = ReferenceTarget("", "", tls=tls_context(), log=tmp_path / "backend.log")
        await target.start()
        try:
            ana, ben = people()

            async def acts(identity: Identity, operation: str, /, **fields: Any) -> Answer:
                return await act(target, identity, operation, **fields)

            await target.enrol(ana, [], acts)
            changed = {"current_password": ana.password, "new_password": "another-one-1!"}
            assert (await acts(ana, "change_password", **changed)).outcome == "ok"
            assert ana.password == "another-one-1!"
            refused = await acts(ana, "change_password", current_password="wrong", new_password="a-third-one-1!")
            assert (refused.status, ana.password) == ("403", "another-one-1!")
            left = await target.clean_up([ana])
            await target.enrol(ben, [], acts)
            assert (await acts(ben, "erase_company", password=ben.password)).outcome == "ok"
            return left, await target.clean_up([ben]), await target.leftovers()
        finally:
            await target.stop()

    assert asyncio.run(live()) == ([], [], [])


@pytest.mark.parametrize("lost", [True, False])
def test_an_erasure_whose_answer_was_lost_may_be_found_done(
    *, lost: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Exchanges.ask

    async def loses(exchanges: Exchanges, request: Request, fields: Any, identity: Identity, **headers: str) -> Any:
        exchange = await asked(exchanges, request, fields, identity, **headers)
        if lost and exchange.method == "DELETE":
            return dataclasses.replace(exchange, status=None, trouble="timeout")
        return exchange

    async def live() -> tuple[list[str], list[str]]:
        target = ReferenceTarget("", "", tls=tls_context(), log=tmp_path / "backend.log")
        await target.start()
        try:
            ana, _ = people()

            async def acts(identity: Identity, operation: str, /, **fields: Any) -> Answer:
                return await act(target, identity, operation, **fields)

            await target.enrol(ana, [], acts)
            monkeypatch.setattr(Exchanges, "ask", loses)
            return await target.clean_up([ana]), await target.clean_up([ana])
        finally:
            await target.stop()

    first, second = asyncio.run(live())
    told = "company:1 of Ana could not be erased: the answer was"
    assert (first, second) == (([f"{told} timeout"], []) if lost else ([], [f"{told} 401"]))


def test_a_company_is_erased_by_whoever_owns_it_by_now(tmp_path: Path) -> None:
    async def live() -> tuple[list[str], list[str]]:
        target = ReferenceTarget("", "", tls=tls_context(), log=tmp_path / "backend.log")
        await target.start()
        try:
            ana, ben = people()

            async def acts(identity: Identity, operation: str, /, **fields: Any) -> Answer:
                return await act(target, identity, operation, **fields)

            await target.enrol(ana, [], acts)
            await target.enrol(ben, [ana], acts)
            await acts(ana, "change_role", member=ben.id, role="OWNER")
            await acts(ben, "change_role", member=ana.id, role="MEMBER")
            return await target.clean_up([ana, ben]), await target.leftovers()
        finally:
            await target.stop()

    assert asyncio.run(live()) == ([], [])


def test_a_backend_elsewhere_is_neither_started_nor_counted() -> None:
    target = ReferenceTarget("http://127.0.0.1:1/api/v1", "ws://127.0.0.1:1/ws", tls=tls_context(), log=Path("x"))

    async def look() -> None:
        await target.start()
        assert target.alive()
        assert await target.leftovers() == []
        (row,) = await target.health()
        assert not row.healthy
        await target.stop()

    asyncio.run(look())


def test_where_the_token_goes() -> None:
    target = ReferenceTarget("http://127.0.0.1:1/api", "ws://127.0.0.1:1/ws", tls=tls_context(), log=Path("x"))
    ana = Identity("Ana", access_token="a.b c")
    assert target.connect_args(ConnectRequest(ana)).headers == {"Authorization": "Bearer a.b c"}
    assert target.connect_args(ConnectRequest(ana, how="query")).url == "ws://127.0.0.1:1/ws?token=a.b+c"
    assert "a.b c" in str(target.connect_args(ConnectRequest(ana, how="message")).first[0])
    assert target.connect_args(ConnectRequest(ana, since={})).url == "ws://127.0.0.1:1/ws?resume=1"
    with pytest.raises(LookupError, match="a token cannot be 'tattoo' here"):
        target.connect_args(ConnectRequest(ana, how="tattoo"))


def test_commands() -> None:
    target = ReferenceTarget("http://127.0.0.1:1/api", "ws://127.0.0.1:1/ws", tls=tls_context(), log=Path("x"))
    assert target.subscribe("chatroom:7") == ("join_chatroom", {"chatroomId": 7})
    assert target.unsubscribe("company:1") == ("leave_company", {"companyId": 1})
    assert target.resume({"chatroom:7": Position("e", 3)}) == (
        "resume",
        {"rooms": {"chatroom:7": {"epoch": "e", "seq": 3}}},
    )
    marked = target.command(Write("t", "Ana", "mark", {"channel": "chatroom:7"}))
    assert marked == ("mark", {"rooms": ["chatroom:7"], "token": "t", "requestId": "t"})
    posted = target.command(Write("w", "Ana", "post_message", {"channel": "chatroom:7", "content": "x"}, key="k"))
    assert posted == ("send_chatroom_message", {"chatroomId": 7, "content": "x", "key": "k", "requestId": "w"})
    assert target.command(Write("w", "Ana", "add_member", {})) is None


def test_a_variant_has_settings_and_a_log_of_its_own(tmp_path: Path) -> None:
    target = ReferenceTarget("", "", tls=tls_context(), log=tmp_path / "backend.log")
    own = target.variant(access_token_s="1")
    assert isinstance(own, ReferenceTarget)
    assert own._log == tmp_path / "backend-access_token_s=1.log"
    assert own._command(0)[-2:] == ["--set", "access_token_s=1"]
    assert "local" in own.needs_met


def test_what_settings_change_is_promised_otherwise(tmp_path: Path) -> None:
    target = ReferenceTarget("", "", tls=tls_context(), log=tmp_path / "backend.log")
    assert target.promised() == target.promises
    own = target.variant(retain_events="5", retain_s="60", ping_s="2").promised()
    assert (own.retention_events, own.retention_s, own.notice_ms) == (5, 60, 4_000)
    assert own.slow_codes == target.promises.slow_codes
    assert msgspec.json.decode(msgspec.json.encode(own), type=Promises) == own


def test_a_backend_elsewhere_has_no_variants(tmp_path: Path) -> None:
    target = ReferenceTarget("http://127.0.0.1:1/api", "ws://127.0.0.1:1/ws", tls=tls_context(), log=tmp_path / "x")
    assert "local" not in target.needs_met
    with pytest.raises(TargetFaultError, match="target reference cannot be started with other settings"):
        target.variant(access_token_s="1")
