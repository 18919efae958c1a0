"""Bodies: JSON as its value, long ones cut after masking, binary ones by length and digest."""

from pathlib import Path

import msgspec
import pytest
from lockstep.history.bodies import LIMIT, body_of, frame_size, headers_of
from lockstep.history.digest import digest_bytes
from lockstep.history.journal import raw_texts, read
from lockstep.history.recorder import Recorder
from lockstep.history.rows import Body, Exchange
from lockstep.masking import MASK

from tests.history.made import header


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    made = Recorder(header(), tmp_path / "s-1.jsonl")
    yield made
    made.close()


def kept(recorder: Recorder) -> dict[str, str]:
    assert recorder.path is not None
    return raw_texts(recorder.path)


def test_nothing_is_no_body(recorder: Recorder) -> None:
    assert body_of(b"", recorder) is None


@pytest.mark.parametrize("content", ['{"a":[1,2.5,null,"é"]}', "null", '"text"', "123456789012345678901234567890"])
def test_json_is_its_value_and_nothing_is_kept_beside(recorder: Recorder, content: str) -> None:
    body = body_of(content.encode(), recorder)
    assert body == Body(size=len(content.encode()), json=msgspec.json.decode(content))
    assert kept(recorder) == {}


@pytest.mark.parametrize("content", ['{"a": 1}', '{"a":1,"a":2}', '{"a":"\\u00e9"}', "[1.50]"])
def test_json_that_its_value_does_not_give_back_is_kept_as_it_was_spelt(recorder: Recorder, content: str) -> None:
    body = body_of(content.encode(), recorder)
    assert body is not None
    assert body.json == msgspec.json.decode(content)
    assert kept(recorder) == {body.digest: content}


@pytest.mark.parametrize("content", ["<html>", "a=1&b=2", "[1e999]", '"\\ud800"', "[" * 1_200 + "]" * 1_200])
def test_what_is_no_json_or_cannot_be_written_again_is_text(recorder: Recorder, content: str) -> None:
    assert body_of(content.encode(), recorder) == Body(size=len(content), form="text", text=content)


@pytest.mark.parametrize("content", [b"\xff\xd8\xff", b"PK\x03\x04\x00\x00", "é".encode("latin-1")])
def test_of_a_binary_body_length_and_digest_are_kept(recorder: Recorder, content: bytes) -> None:
    assert body_of(content, recorder) == Body(size=len(content), form="binary", digest=digest_bytes(content))
    assert kept(recorder) == {}


def test_the_limit_is_whole_and_one_byte_more_is_cut(recorder: Recorder) -> None:
    whole, longer = b"x" * LIMIT, b"x" * (LIMIT + 1)
    assert body_of(whole, recorder) == Body(size=LIMIT, form="text", text=whole.decode())
    cut = body_of(longer, recorder)
    assert cut == Body(size=LIMIT + 1, form="text", text=whole.decode(), cut=True, digest=digest_bytes(longer))
    assert kept(recorder) == {digest_bytes(longer): longer.decode()}


def test_long_json_says_that_it_is_json(recorder: Recorder) -> None:
    body = body_of(msgspec.json.encode(["x" * LIMIT]), recorder)
    assert body is not None
    assert (body.form, body.cut, body.json) == ("json", True, None)


@pytest.mark.parametrize("before", range(LIMIT - 30, LIMIT + 60, 5))
def test_no_half_of_a_secret_remains_where_a_body_is_cut(recorder: Recorder, before: int) -> None:
    recorder.hide("told-secret")
    filled = "x" * (before - 30)
    body = body_of(f'{{"a":"{filled}","password":"pa55-pa55","b":"told-secret told-secret"}}'.encode(), recorder)
    assert body is not None
    assert body.cut
    for text in (body.text or "", *kept(recorder).values()):
        assert "pa55" not in text
        assert "told" not in text
    assert MASK in next(iter(kept(recorder).values()))


def test_secrets_in_bodies_and_headers_reach_no_file(recorder: Recorder) -> None:
    recorder.hide("told-secret")
    bodies = [b'{"accessToken":"pa55","x":["told-secret"]}', b'{"token": "pa55"}', b'<a password="" t="told-secret">']
    for content in bodies:
        row = Exchange(since=1, method="POST", path="/x", query="?token=pa55&a=1", answer=body_of(content, recorder))
        row.body = body_of(content, recorder)
        row.headers = headers_of([("Authorization", "Basic pa55"), ("X-Echo", "told-secret")])
        row.answer_headers = headers_of([("Set-Cookie", "id=pa55"), ("set-cookie", "other=pa55")])
        recorder.record(row)
    assert recorder.path is not None
    written = recorder.path.read_text("utf-8") + recorder.path.with_suffix(".raw.jsonl").read_text("utf-8")
    assert "pa55" not in written
    assert "told-secret" not in written
    row = read(recorder.path).rows[1]
    assert isinstance(row, Exchange)
    assert row.headers == {"authorization": MASK, "x-echo": MASK}
    assert row.answer_headers == {"set-cookie": MASK}


def test_a_header_that_is_repeated_has_all_its_values() -> None:
    assert headers_of([("Vary", "A"), ("x", "1"), ("vary", "B")]) == {"vary": "A, B", "x": "1"}


@pytest.mark.parametrize(("raw", "size"), [("abc", 3), ("é", 2), (b"\xff\x00", 2), ("", 0), ("\ud800", 3)])
def test_a_frame_is_measured_in_bytes(raw: str | bytes, size: int) -> None:
    assert frame_size(raw) == size
