"""Content encodings are undone, and what cannot be is told."""

import gzip
import zlib

import pytest
from lockstep.relay.content_coding import CodingError, undone

BODY = b'{"id": 1, "content": "hello"}'
LARGEST = 1000


def raw_deflate(body: bytes) -> bytes:
    made = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return made.compress(body) + made.flush()


@pytest.mark.parametrize(
    ("coding", "wire"),
    [
        (b"gzip", gzip.compress(BODY, mtime=0)),
        (b"X-GZIP", gzip.compress(BODY, mtime=0)),
        (b"deflate", zlib.compress(BODY)),
        (b"deflate", raw_deflate(BODY)),
        (b"deflate, gzip", gzip.compress(zlib.compress(BODY), mtime=0)),
        (b"identity", BODY),
    ],
)
def test_an_encoding_is_undone(coding: bytes, wire: bytes) -> None:
    headers, body = undone(((b"Server", b"s"), (b"Content-Encoding", coding)), wire, LARGEST)
    assert body == BODY
    assert (b"Server", b"s") in headers
    assert (len(headers) == 1) is (coding != b"identity")


def test_a_plain_answer_stays_as_it_is() -> None:
    assert undone(((b"server", b"s"),), BODY, LARGEST) == (((b"server", b"s"),), BODY)


@pytest.mark.parametrize(
    ("coding", "wire", "told"),
    [
        (b"br", BODY, r"an answer in an encoding that is not read \(br\)"),
        (b"gzip", BODY, "an answer that is not in the encoding that it names"),
        (b"deflate", BODY, "an answer that is not in the encoding that it names"),
        (b"gzip", gzip.compress(b"x" * 2000, mtime=0), "an answer too large to be read"),
    ],
)
def test_what_cannot_be_read_is_told(coding: bytes, wire: bytes, told: str) -> None:
    with pytest.raises(CodingError, match=told):
        undone(((b"content-encoding", coding),), wire, LARGEST)
