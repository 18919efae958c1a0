"""Opening and closing a socket, and its commands."""

import asyncio
import json
from contextlib import AbstractAsyncContextManager, closing
from pathlib import Path
from typing import Any, ClassVar, cast

import pytest
from lockstep.reference.backend import Backend
from lockstep.reference.settings import Settings
from lockstep.reference.socket.connection import Connection
from websockets.asyncio.client import ClientConnection, connect

from tests.reference.process import Started
from tests.reference.wire import PASSWORD, Ear, Person

pytestmark = pytest.mark.anyio


def _open(url: str, **options: Any) -> AbstractAsyncContextManager[ClientConnection]:
    return connect(url, proxy=None, compression=None, ping_interval=None, open_timeout=60, **options)


async def _welcomed(ear: Ear, person: Person) -> None:
    success = await ear.until("authentication_success")
    assert success["data"] == {
        "userId": person.id,
        "companyId": person.company,
        "expiresAt": person.session["expiresAt"],
    }
    rooms = [(await ear.until("room_joined"))["data"]["room"] for _ in range(2)]
    assert rooms == [f"user:{person.id}", f"company:{person.company}"]


async def test_the_token_stands_in_the_header(ana: Person) -> None:
    async with _open(ana.ws, additional_headers={"Authorization": f"Bearer {ana.token}"}) as socket:
        ear = Ear(socket)
        greeting = await ear.next()
        assert (greeting["event"], greeting["ref"], greeting["data"]["authTimeoutS"]) == (
            "connection_established",
            None,
            5,
        )
        await _welcomed(ear, ana)


async def test_the_token_stands_in_the_url(ana: Person) -> None:
    async with _open(f"{ana.ws}?token={ana.token}") as socket:
        await _welcomed(Ear(socket), ana)


async def test_the_token_stands_in_the_first_frame(ana: Person) -> None:
    async with _open(ana.ws) as socket:
        ear = Ear(socket)
        refused = await ear.ask("join_chatroom", chatroomId=1)
        assert (refused["event"], refused["data"]["status"]) == ("error", 401)
        assert (await ear.ask("authenticate", token=ana.token))["data"] == {"userId": ana.id}
        names = [frame["event"] for frame in ear.frames[-4:]]
        assert names == ["authentication_success", "room_joined", "room_joined", "ack"]
        assert len({frame["ref"] for frame in ear.frames[-4:]}) == 1


@pytest.mark.parametrize("where", ["header", "url", "frame"])
async def test_a_refused_token_gets_an_error_and_4401(ana: Person, where: str) -> None:
    headers = {"Authorization": "Bearer nonsense"} if where == "header" else {}
    async with _open(ana.ws + ("?token=nonsense" if where == "url" else ""), additional_headers=headers) as socket:
        ear = Ear(socket)
        if where == "frame":
            await ear.ask("authenticate", token="nonsense")
        assert await ear.closed() == 4401
        error = next(frame for frame in ear.frames if frame["event"] == "error")
        assert (error["data"]["status"], error["data"]["details"]) == (401, {"reason": "malformed"})
        assert error["requestId"]


@pytest.mark.parametrize("end", ["logout", "reuse", "password", "removal", "erasure"])
async def test_what_ends_a_connection_from_outside(ana: Person, ben: Person, end: str) -> None:
    login = {"email": ben.session["user"]["email"], "password": PASSWORD}
    other = Person(ben.http, ben.ws, (await ben.http.post("/auth/login", json=login)).json()["data"])
    async with ana.listening() as hers, ben.listening() as ear:
        if end == "logout":
            await ben.do("POST", "/auth/logout")
        if end == "reuse":
            old = {"refreshToken": ben.session["refreshToken"]}
            assert [(await ben.http.post("/auth/refresh", json=old)).status_code for _ in range(2)] == [200, 401]
        if end == "password":
            change = {"currentPassword": PASSWORD, "newPassword": "new-horse!"}
            await other.do("PUT", "/users/me/password", change)
        if end == "removal":
            await ana.do("DELETE", f"/companies/members/{ben.id}")
        if end == "erasure":
            await ana.do("DELETE", "/companies/me", {"password": PASSWORD})
        assert await ear.closed() == (4403 if end in {"removal", "erasure"} else 4401)
        told = [event["event"] for event in ear.events()]
        assert told == (["access_revoked"] if end == "removal" else [])
        if end == "erasure":
            assert await hers.closed() == 4403
        else:
            assert (await hers.ask("ping"))["event"] == "ack"
    if end in {"logout", "reuse"}:
        await other.do("GET", "/auth/me")
    else:
        assert (await other.ask("GET", "/auth/me")).status_code == (200 if end == "password" else 401)


async def test_a_binary_message_closes_1003_and_a_long_one_1009(ana: Person) -> None:
    async with ana.listening() as ear:
        await ear.socket.send(b"{}")
        assert await ear.closed() == 1003
    async with ana.listening() as ear:
        await ear.socket.send(json.dumps({"event": "ping", "data": {"requestId": "x" * 65_000}}))
        await ear.until("ack")
        await ear.socket.send("x" * 65_537)
        assert await ear.closed() == 1009


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("", None),
        ("{", None),
        ("[]", None),
        ("[" * 50_000, None),
        ('{"ref": 1}', 1),
        ('{"event": 1, "ref": "a"}', "a"),
        ('{"event": "ping", "ref": {}}', None),
        ('{"event": "ping", "ref": true}', None),
        ('{"event": "ping", "ref": 2, "data": []}', 2),
        ('{"event": "nosuch", "ref": 3}', 3),
    ],
)
async def test_a_malformed_frame_gets_an_error_and_the_connection_stays(ana: Person, text: str, ref: object) -> None:
    async with ana.listening() as ear:
        await ear.socket.send(text)
        error = await ear.next()
        assert (error["event"], error["ref"], error["data"]["status"]) == ("error", ref, 400)
        assert error["data"]["code"] == ("not_served" if "nosuch" in text else "malformed")
        assert (await ear.ask("ping"))["event"] == "ack"


async def test_ping_is_answered_by_a_pong_before_its_ack(ana: Person) -> None:
    async with ana.listening() as ear:
        await ear.socket.send('{"event": "ping", "ref": "p"}')
        answers = [await ear.next(), await ear.next()]
        assert [(answer["event"], answer["ref"], answer["data"]) for answer in answers] == [
            ("pong", "p", {}),
            ("ack", "p", {}),
        ]


async def test_joining_and_leaving(ana: Person, ben: Person) -> None:
    room = await ana.chatroom()
    async with ben.listening() as ear:
        joined = await ear.ask("join_chatroom", chatroomId=room)
        await ana.post(room)
        await ear.until("chatroom_message_received")
        again = await ear.ask("join_chatroom", chatroomId=room)
        assert joined["data"]["room"] == again["data"]["room"] == f"chatroom:{room}"
        assert (joined["data"]["position"]["seq"], again["data"]["position"]["seq"]) == (0, 1)
        assert [frame["data"] for frame in ear.frames if frame["event"] == "room_joined"][2:] == [
            joined["data"],
            again["data"],
        ]
        assert (await ear.ask("leave_chatroom", chatroomId=room))["data"] == {"room": f"chatroom:{room}"}
        assert ear.frames[-2]["event"] == "room_left"
        assert (await ear.ask("leave_chatroom", chatroomId=room))["data"]["status"] == 409
        await ear.ask("leave_company", companyId=ben.company)
        await ana.post(room)
        await ana.chatroom()
        await ear.ask("ping")
        assert len(ear.events()) == 1
        assert (await ear.ask("join_company", companyId=ben.company))["data"]["position"]["seq"] == 3
        await ana.chatroom()
        assert (await ear.until("chatroom_created"))["seq"] == 4


async def test_rooms_one_may_not_hear(ana: Person, ben: Person) -> None:
    room = await ana.chatroom(private=True)
    async with ben.listening() as ear:
        for command, data in (
            ("join_chatroom", {"chatroomId": room}),
            ("join_chatroom", {"chatroomId": 999_999}),
            ("join_company", {"companyId": ben.company + 1}),
        ):
            assert (await ear.ask(command, **data))["data"]["status"] == 404
        assert (await ear.ask("join_chatroom", chatroomId="1"))["data"]["details"]["fields"].keys() == {"chatroomId"}
        assert (await ear.ask("join_chatroom"))["data"]["status"] == 422
        await ana.post(room)
        await ear.ask("ping")
        assert ear.events() == []


async def test_a_message_over_the_socket_is_the_same_write(ana: Person, ben: Person) -> None:
    room = await ana.chatroom(ben)
    async with ana.listening() as hers, ben.listening() as his:
        await hers.join(room)
        await his.join(room)
        say = {"chatroomId": room, "content": "hello", "key": "k", "requestId": "r-1"}
        said = await hers.ask("send_chatroom_message", **say)
        assert (said["event"], said["requestId"]) == ("ack", "r-1")
        event = hers.frames[-2]
        assert (event["event"], event["data"], event["cause"]) == ("chatroom_message_received", said["data"], "r-1")
        assert await his.until("chatroom_message_received") == event
        again = await hers.ask("send_chatroom_message", **(say | {"requestId": "r-2"}))
        assert again["data"] == said["data"]
        body = {"chatroomId": room, "content": "hello"}
        assert (await ana.do("POST", "/messages", body, Idempotency_Key="k"))["data"] == said["data"]
        other = await hers.ask("send_chatroom_message", **(say | {"content": "other"}))
        assert (other["event"], other["data"]["status"]) == ("error", 422)
        assert (await hers.ask("send_chatroom_message", chatroomId=room))["data"]["status"] == 422
        assert (await hers.ask("send_chatroom_message", chatroomId=999_999, content="x"))["data"]["status"] == 404
        await his.ask("ping")
        assert len(his.events()) == 1


async def test_the_cause_of_an_event_is_the_request_id(ana: Person) -> None:
    room = await ana.chatroom()
    async with ana.listening() as ear:
        await ear.join(room)
        body = {"chatroomId": room, "content": "x"}
        await ana.do("POST", "/messages", body, X_Request_Id="w-1")
        assert (await ear.until("chatroom_message_received"))["cause"] == "w-1"


async def test_marks_go_to_the_rooms_named_which_must_be_heard(ana: Person, ben: Person) -> None:
    room = await ana.chatroom(ben)
    rooms = [f"chatroom:{room}", f"company:{ana.company}"]
    async with ana.listening() as hers, ben.listening() as his:
        assert (await hers.ask("mark", rooms=rooms, token="t"))["data"]["status"] == 409
        await hers.join(room)
        await his.join(room)
        marked = (await hers.ask("mark", rooms=rooms, token="t"))["data"]["rooms"]
        for room_name in rooms:
            event = await his.until("marker", room=room_name)
            assert event["data"] == {"token": "t", "userId": ana.id}
            assert marked[room_name] == {"epoch": event["epoch"], "seq": event["seq"]}
        assert (await hers.ask("mark", rooms=[], token="t"))["data"]["status"] == 422


async def test_a_removed_member_hears_nothing_later_on_any_connection(ana: Person, ben: Person) -> None:
    room = await ana.chatroom(ben, private=True)
    async with ben.listening() as phone, ben.listening() as laptop:
        for ear in (phone, laptop):
            await ear.join(room)
        await ana.post(room, "before")
        await ana.do("DELETE", f"/chatrooms/{room}/members/{ben.id}")
        await ana.post(room, "after")
        for ear in (phone, laptop):
            await ear.until("access_revoked")
            await ear.ask("ping")
            assert [event["event"] for event in ear.events()] == ["chatroom_message_received", "access_revoked"]
            assert (await ear.ask("join_chatroom", chatroomId=room))["data"]["status"] == 404


async def test_every_command_is_logged_with_its_request_id(ana: Person, server: Started) -> None:
    async with ana.listening() as ear:
        await ear.ask("join_chatroom", chatroomId=999_999, requestId="cmd-1")
        assert ear.frames[-1]["requestId"] == "cmd-1"
    line = await asyncio.to_thread(server.until_logged, "cmd-1")
    assert {"message": "command", "command": "join_chatroom", "status": 404, "userId": ana.id}.items() <= line.items()


async def test_another_person_s_token_does_not_take_a_connection_over(ana: Person, ben: Person) -> None:
    async with ana.listening() as ear:
        assert (await ear.ask("authenticate", token=ben.token))["data"]["status"] == 403
        assert (await ear.ask("ping"))["event"] == "ack"


class Deaf:
    """A socket whose reader takes nothing: what is sent is never taken over, and nothing comes back."""

    query_params: ClassVar[dict[str, str]] = {}
    headers: ClassVar[dict[str, str]] = {}

    async def accept(self) -> None:
        return

    async def receive(self) -> None:
        await asyncio.get_running_loop().create_future()

    async def send(self, message: object) -> None:
        await asyncio.get_running_loop().create_future()

    async def close(self, code: int, reason: str) -> None:
        await asyncio.get_running_loop().create_future()


@pytest.mark.parametrize("ended", [False, True], ids=["too much waits", "closed from outside"])
async def test_a_reader_that_never_reads_again_is_left_to_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, ended: bool
) -> None:
    settings = Settings(password_cost=8, ping_s=0.05, send_buffer_bytes=65_536)
    with closing(Backend(settings, tmp_path / "reference.db")) as backend, caplog.at_level("INFO"):
        connection = Connection(cast("Any", Deaf()), backend, cast("Any", None))
        running = asyncio.create_task(connection.run())
        await asyncio.sleep(0)
        if ended:
            connection.end(4401, "the token has expired")
        for _ in range(8):
            connection.push("x" * 10_000, 10_000)
        await running
    told = [record.message for record in caplog.records if record.name.endswith("connection")]
    slow = [] if ended else ["reader too slow"]
    assert told == ["connection opened", *slow, "connection left to itself", "connection closed"]
