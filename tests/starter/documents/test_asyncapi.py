"""Declarations from AsyncAPI documents, alone and beside an OpenAPI document."""

from lockstep.starter.documents.reading import document

from tests.quality.tree import ROOT
from tests.starter.documents.built import api, both, feed, flat, shape
from tests.starter.documents.test_openapi import KIND

EXAMPLES = ROOT / "docs" / "examples"
ORDERS = document("orders.asyncapi.yaml", (EXAMPLES / "orders.asyncapi.yaml").read_bytes(), "asyncapi")
SOCKET = (
    'socket = JsonSocket(items="events", channel="topic", greeting="hello", pings={"ping": "pong"},'
    ' command={"type": "{kind}", "topic": "{channel}", "ref": "{ref}"})'
)


def test_the_socket_of_the_orders_is_declared() -> None:
    orders = document("orders.openapi.yaml", (EXAMPLES / "orders.openapi.yaml").read_bytes(), "openapi")
    text = both(orders, ORDERS)
    for part in (
        SOCKET,
        'subscribing = ("watch", {"channel": "{channel}"})',
        'channel="order/{id}", collection="orders/{company}"',
        'events={"order.created": "create", "order.changed": "change", "order.deleted": "delete"}',
        'RESOURCE = Resource("courier", collection="couriers/{company}"'.removeprefix("RESOURCE = "),
        'websocket_url = "ws://127.0.0.1:8000/socket"',
        'socket="query"',
    ):
        assert part in text
    assert text.count("Question(") == 7


def test_kinds_are_read_from_events_where_nothing_else_says_which_there_are() -> None:
    text = both(None, ORDERS)
    for part in (
        SOCKET,
        'fields={"item": Text(), "status": Field(samples=("open", "paid", "shipped")), "note": Text()}',
        "create=Question('Which request creates an order? Post(\"/orders\"), or remove the line if none does')",
        "login = Question(",
    ):
        assert part in text


def test_one_channel_for_everything() -> None:
    draft, text = shape("lamps.asyncapi.json")
    for part in (
        'id="lampId", fields={"brightness": Field(samples=(1, 2, 0)), "label": Text()}',
        '"lamp.added": "create"',
        '"lamp.dimmed": Question(\'What does lamp.dimmed announce of a lamp?',
        'JsonSocket(kind="op", channel="room", data="lamp", entity="lamp.lampId", seq="seq", ref="",',
        'errors=frozenset(["rejected"]), reason="reason", acknowledgements={"joined": "join"},',
        'command={"op": "{kind}", "args": {"room": "{channel}"}}',
        'unsubscribing = ("leave", {"channel": "{channel}"})',
        "The document says wss://lamps.example.com/events; is that one that may be tested?",
        "Promises(numbers=True,",
    ):
        assert part in text
    assert [told.partition(": ")[2] for told in draft.left_out] == [
        "the message tick is sent by the server, and nothing in it has an id",
        "the message packed is sent by the server, and nothing in it has an id",
        "commands that no declaration sends: dance",
    ]


MESSAGES = """
channels:
  things/{team}/{x}:
    address: things/{team}/{x}
    messages:
      thingCreated: {payload: {properties: {id: {}, name: {}}}}
      Weather: {payload: {properties: {id: {}, rain: {}}}}
      broken: 7
"""


def test_a_message_without_a_kind_has_its_name_and_a_channel_its_parameters() -> None:
    text = both(api(KIND), feed(MESSAGES))
    for part in (
        'X = Question("What stands for {x} in the channels of socket.yaml?',
        'collection=f"things/{{company}}/{X}"',
        '"thingCreated": "create"',
        "kind=Question('Where does a frame say what kind it is?",
        'data="", entity="id"',
    ):
        assert part in text


def test_a_server_that_only_receives_is_described_as_its_client() -> None:
    client = MESSAGES + "operations: {hear: {action: receive, channel: {$ref: '#/channels/things~1{team}~1{x}'}}}\n"
    assert '"thingCreated": "create"' in flat(both(api(KIND), feed(client)))


def test_a_document_without_events_asks_for_everything() -> None:
    text = both(api(KIND), feed("channels: {}\noperations: 7\nservers: []\n"))
    assert "socket = Question('How do frames look?" in text.replace('"How', "'How")
    assert "Which event announces a new thing?" in text
