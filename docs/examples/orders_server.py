"""A small backend of a delivery service, for the guide in docs/adapters.md: orders and couriers of companies.

POST /accounts {"name", "password", "company"} creates an account, POST /login (a form) is answered {"token"}, which
goes into the header Authorization; DELETE /companies/mine removes everything of a company. There are POST, PATCH,
DELETE and GET of /orders and /orders/ID, the same but DELETE of /couriers; lists come in pages, {"items", "next"}. An
order is {"id", "item", "status", "note", "version"}, a courier {"id", "area", "available"}. A PATCH that changes
nothing is answered alike and announced to nobody. POST /orders takes the header Idempotency-Key: repeated under the
same key it answers as the first time. PATCH /orders/ID takes If-Match: with another version than the order has, it is
answered 412. POST /orders/ID/hidden {"account"} closes the order to this colleague for good.

At /socket?token=TOKEN the server says {"type": "hello"}; a client asks {"type": "watch", "topic": "order/7", "ref":
"1"}, answered {"type": "watching", "topic": "order/7", "n": 3, "ref": "1"} or {"type": "error", "ref": "1",
"message": ...}. Events come together, numbered in each topic: {"events": [{"type": "order.changed", "topic":
"order/7", "n": 4, "data": {...}}, ...]}. A new order and everything of couriers is announced at orders/COMPANY and
couriers/COMPANY, the rest at order/ID. A client that was away asks {"type": "resume", "after": {"order/7": 3}, "ref":
"2"}, is answered {"type": "resumed", "ref": "2"}, and receives what followed. Every ten seconds the server sends
{"type": "ping"}, which a client answers with {"type": "pong"}. It says on which port it is ready, and ends by a
signal.
"""

import asyncio
import itertools
import json
import secrets
import socket
import sys
from collections import defaultdict
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException, Request, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, ConfigDict, Field

PAGE, PING_S = 5, 10.0
app = FastAPI()
numbers = itertools.count(1)
accounts: dict[str, dict[str, Any]] = {}
tokens: dict[str, dict[str, Any]] = {}
things: dict[str, dict[int, dict[str, Any]]] = {"order": {}, "courier": {}}
owners: dict[int, str] = {}
hidden: dict[int, set[int]] = defaultdict(set)
repeated: dict[tuple[int, str], dict[str, Any]] = {}
watchers: dict[str, set["Connection"]] = defaultdict(set)
told: dict[str, list[dict[str, Any]]] = defaultdict(list)


class Account(BaseModel):
    name: str
    password: str
    company: str


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    item: str = Field(min_length=1, max_length=100)
    status: Literal["open", "paid", "shipped"] = "open"
    note: str = Field("", max_length=500)


class OrderChange(Order):
    item: str = Field("", min_length=1, max_length=100)


class Courier(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    area: str = Field(min_length=1, max_length=100)
    available: bool = True


class CourierChange(Courier):
    area: str = Field("", min_length=1, max_length=100)


class Hidden(BaseModel):
    account: int


class Connection:
    """One socket, whose events wait until they can be sent together."""

    def __init__(self, client: WebSocket, account: int) -> None:
        self.client = client
        self.account = account
        self.waiting: list[dict[str, Any]] = []
        self.ready = asyncio.Event()

    def tell(self, event: dict[str, Any]) -> None:
        self.waiting.append(event)
        self.ready.set()

    async def send(self) -> None:
        while True:
            try:
                await asyncio.wait_for(self.ready.wait(), PING_S)
            except TimeoutError:
                await self.client.send_json({"type": "ping"})
                continue
            events, self.waiting = self.waiting, []
            self.ready.clear()
            answers = [one for one in events if "topic" not in one or "data" not in one]
            for answer in answers:
                await self.client.send_json(answer)
            if news := [one for one in events if one not in answers]:
                await self.client.send_json({"events": news})


def account(authorization: Annotated[str, Header()] = "") -> dict[str, Any]:
    found = tokens.get(authorization.removeprefix("Bearer "))
    if found is None:
        raise HTTPException(401, "log in first")
    return found


Mine = Annotated[dict[str, Any], Depends(account)]


def announce(topic: str, kind: str, thing: dict[str, Any]) -> None:
    told[topic].append({"type": kind, "topic": topic, "n": len(told[topic]) + 1, "data": dict(thing)})
    for watcher in watchers[topic]:
        watcher.tell(told[topic][-1])


def may_see(number: int, mine: dict[str, Any]) -> bool:
    return owners.get(number) == mine["company"] and mine["id"] not in hidden[number]


def found(kind: str, number: int, mine: dict[str, Any]) -> dict[str, Any]:
    if number not in things[kind] or not may_see(number, mine):
        raise HTTPException(403, f"there is no such {kind} of yours")
    return things[kind][number]


def page(kind: str, mine: dict[str, Any], after: int) -> dict[str, Any]:
    own = [one for number, one in things[kind].items() if may_see(number, mine) and number > after]
    return {"items": own[:PAGE], "next": own[PAGE - 1]["id"] if len(own) > PAGE else None}


def change(thing: dict[str, Any], given: BaseModel) -> bool:
    changes = given.model_dump(exclude_unset=True)
    if all(thing[name] == value for name, value in changes.items()):
        return False
    thing.update(changes)
    return True


@app.get("/health")
async def health() -> dict[str, bool]:
    return {"well": True}


@app.post("/accounts", status_code=201)
async def sign_up(given: Account) -> dict[str, Any]:
    if given.name in accounts:
        raise HTTPException(409, "the name is taken")
    accounts[given.name] = {"id": next(numbers), **given.model_dump()}
    return {name: accounts[given.name][name] for name in ("id", "name", "company")}


@app.post("/login")
async def log_in(request: Request) -> dict[str, str]:
    form = dict(parse_qsl((await request.body()).decode()))
    name, password = form.get("name", ""), form.get("password", "")
    if name not in accounts or accounts[name]["password"] != password:
        raise HTTPException(403, "wrong name or password")
    token = secrets.token_urlsafe(12)
    tokens[token] = accounts[name]
    return {"token": token}


@app.delete("/companies/mine", status_code=204)
async def remove(mine: Mine) -> None:
    company = mine["company"]
    for number in [number for number, owner in owners.items() if owner == company]:
        del owners[number]
        hidden.pop(number, None)
        told.pop(f"order/{number}", None)
        for kind in things.values():
            kind.pop(number, None)
    for name in [name for name, one in accounts.items() if one["company"] == company]:
        del accounts[name]
    for token in [token for token, one in tokens.items() if one["company"] == company]:
        del tokens[token]


@app.get("/orders")
async def orders(mine: Mine, after: int = 0) -> dict[str, Any]:
    return page("order", mine, after)


@app.post("/orders", status_code=201)
async def order(given: Order, mine: Mine, idempotency_key: Annotated[str, Header()] = "") -> dict[str, Any]:
    if idempotency_key and (mine["id"], idempotency_key) in repeated:
        return repeated[mine["id"], idempotency_key]
    number = next(numbers)
    things["order"][number], owners[number] = {"id": number, **given.model_dump(), "version": 1}, mine["company"]
    announce(f"orders/{mine['company']}", "order.created", things["order"][number])
    if idempotency_key:
        repeated[mine["id"], idempotency_key] = dict(things["order"][number])
    return things["order"][number]


@app.get("/orders/{number}")
async def read_order(number: int, mine: Mine) -> dict[str, Any]:
    return found("order", number, mine)


@app.patch("/orders/{number}")
async def change_order(
    number: int, given: OrderChange, mine: Mine, if_match: Annotated[str, Header()] = ""
) -> dict[str, Any]:
    thing = found("order", number, mine)
    if if_match and if_match != str(thing["version"]):
        raise HTTPException(412, f"the order has version {thing['version']}, not {if_match}")
    if change(thing, given):
        thing["version"] += 1
        announce(f"order/{number}", "order.changed", thing)
    return thing


@app.delete("/orders/{number}", status_code=204)
async def delete_order(number: int, mine: Mine) -> None:
    thing = found("order", number, mine)
    del things["order"][number]
    announce(f"order/{number}", "order.deleted", {"id": thing["id"]})


@app.post("/orders/{number}/hidden", status_code=204)
async def hide_order(number: int, given: Hidden, mine: Mine) -> None:
    found("order", number, mine)
    hidden[number].add(given.account)
    watchers[f"order/{number}"] -= {one for one in watchers[f"order/{number}"] if one.account == given.account}


@app.get("/couriers")
async def couriers(mine: Mine, after: int = 0) -> dict[str, Any]:
    return page("courier", mine, after)


@app.post("/couriers", status_code=201)
async def courier(given: Courier, mine: Mine) -> dict[str, Any]:
    number = next(numbers)
    things["courier"][number], owners[number] = {"id": number, **given.model_dump()}, mine["company"]
    announce(f"couriers/{mine['company']}", "courier.created", things["courier"][number])
    return things["courier"][number]


@app.get("/couriers/{number}")
async def read_courier(number: int, mine: Mine) -> dict[str, Any]:
    return found("courier", number, mine)


@app.patch("/couriers/{number}")
async def change_courier(number: int, given: CourierChange, mine: Mine) -> dict[str, Any]:
    thing = found("courier", number, mine)
    if change(thing, given):
        announce(f"couriers/{mine['company']}", "courier.changed", thing)
    return thing


@app.websocket("/socket")
async def listen(client: WebSocket, token: str = "") -> None:
    if token not in tokens:
        await client.close(4401, "log in first")
        return
    await client.accept()
    await client.send_json({"type": "hello"})
    mine, connection = tokens[token], Connection(client, tokens[token]["id"])
    sending = asyncio.create_task(connection.send())
    try:
        while True:
            asked = await client.receive_json()
            if asked.get("type") == "watch":
                connection.tell(watch(connection, mine, asked))
            if asked.get("type") == "resume":
                resume(connection, mine, asked)
    except (WebSocketDisconnect, RuntimeError, ValueError):
        await client.close(1003) if client.client_state.name == "CONNECTED" else None
    finally:
        sending.cancel()
        for watching in watchers.values():
            watching.discard(connection)


def allowed(mine: dict[str, Any], topic: str) -> bool:
    kind, _, whose = topic.partition("/")
    if kind in {"orders", "couriers"}:
        return bool(whose == mine["company"])
    return kind == "order" and whose.isdecimal() and may_see(int(whose), mine)


def watch(connection: Connection, mine: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    topic = str(asked.get("topic"))
    if not allowed(mine, topic):
        return {"type": "error", "ref": asked.get("ref"), "message": "there is no such topic of yours"}
    watchers[topic].add(connection)
    return {"type": "watching", "topic": topic, "n": len(told[topic]), "ref": asked.get("ref")}


def resume(connection: Connection, mine: dict[str, Any], asked: dict[str, Any]) -> None:
    after = asked.get("after") or {}
    strange = [topic for topic, n in after.items() if not (allowed(mine, topic) and 0 <= n <= len(told[topic]))]
    if strange:
        connection.tell({"type": "error", "ref": asked.get("ref"), "message": f"no such position of {strange[0]}"})
        return
    connection.tell({"type": "resumed", "ref": asked.get("ref")})
    for topic, n in after.items():
        watchers[topic].add(connection)
        for event in told[topic][n:]:
            connection.tell(event)


def serve() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        sys.stdout.write(f"ready {json.dumps({'port': listening.getsockname()[1]})}\n")
        sys.stdout.flush()
        uvicorn.Server(uvicorn.Config(app, ws="websockets-sansio", log_level="warning")).run([listening])


if __name__ == "__main__":
    serve()
