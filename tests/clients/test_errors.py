"""The words for transport errors."""

import httpx
import pytest
from lockstep.clients.errors import describe


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (httpx.ConnectError("x"), "refused"),
        (httpx.ConnectTimeout("x"), "refused"),
        (httpx.PoolTimeout("x"), "refused"),
        (httpx.ReadTimeout("x"), "timeout"),
        (httpx.WriteTimeout("x"), "timeout"),
        (httpx.ReadError("x"), "reset"),
        (httpx.WriteError("x"), "reset"),
        (httpx.RemoteProtocolError("x"), "reset"),
    ],
)
def test_describe(error: httpx.TransportError, word: str) -> None:
    assert describe(error) == word
