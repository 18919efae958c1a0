"""Dialects are found by name."""

import pytest
from lockstep.clients.dialects.json_socket import JsonSocket, JsonSocketCodec
from lockstep.clients.dialects.plain_json import PlainJson
from lockstep.clients.dialects.registry import DIALECTS, UnknownDialectError, codec_named, name_of


def test_each_connection_gets_a_codec_of_its_own() -> None:
    assert isinstance(codec_named("json"), PlainJson)
    assert codec_named("json") is not codec_named("json")


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_a_codec_is_listed_under_its_own_name(name: str) -> None:
    assert codec_named(name).name == name


def test_an_unknown_name_is_told_with_those_known() -> None:
    with pytest.raises(
        UnknownDialectError, match="no dialect is called 'jsn'; known: bayeux, graphql, json, nchan, socketio, stomp"
    ):
        codec_named("jsn")


def test_described_frames_are_named_by_their_description() -> None:
    described = JsonSocket(items="events", events=frozenset({"b", "a"}), pings={"ping": "pong"}, texts=("note",))
    name = name_of(JsonSocketCodec(described))
    assert name.startswith('json-socket:{"')
    found = codec_named(name)
    assert isinstance(found, JsonSocketCodec)
    assert found.described == described
    with pytest.raises(UnknownDialectError, match="the description of the JSON frames cannot be read"):
        codec_named('json-socket:{"items": 5}')
