"""Dialects are found by name."""

import pytest
from lockstep.clients.dialects.plain_json import PlainJson
from lockstep.clients.dialects.registry import DIALECTS, UnknownDialectError, codec_named


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
