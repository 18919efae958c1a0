"""The recorder: everything recorded, no secret written, each raw text once."""

import threading
from pathlib import Path

import msgspec
import pytest
from lockstep.history.journal import read
from lockstep.history.recorder import Recorder
from lockstep.history.rows import SCHEMA_VERSION, Effect, Ok, Recv
from lockstep.masking import MASK

from tests.history.made import header

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl"


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    made = Recorder(header(), tmp_path / "s-1.jsonl")
    yield made
    made.close()


def written(recorder: Recorder) -> str:
    assert recorder.path is not None
    return recorder.path.read_text("utf-8") + recorder.path.with_suffix(".raw.jsonl").read_text("utf-8")


def test_a_history_begins_with_its_header(recorder: Recorder) -> None:
    recorder.record(Recv(n=0, kind="a"))
    assert recorder.path is not None
    assert [type(row).__name__ for row in read(recorder.path).rows] == ["Header", "Recv"]
    assert len(recorder.history.rows()) == 2


def test_the_recorder_writes_its_version_into_the_header(recorder: Recorder) -> None:
    assert recorder.path is not None
    assert read(recorder.path).rows[0].version == SCHEMA_VERSION == 2


def test_a_raw_text_comes_back_as_it_was_kept(recorder: Recorder) -> None:
    recorder.hide("told-secret")
    name, shown = recorder.raw_and_shown("a told-secret")
    assert (name, shown) == (recorder.raw("a told-secret"), f"a {MASK}")


def test_what_is_no_row_is_refused(recorder: Recorder) -> None:
    with pytest.raises(TypeError, match="Effect is not a row of a history"):
        recorder.record(Effect(kind="e", channel="c"))


def test_each_distinct_raw_text_is_kept_once(recorder: Recorder) -> None:
    assert recorder.raw("one") == recorder.raw(b"one") != recorder.raw("two")
    assert recorder.path is not None
    kept = [msgspec.json.decode(line) for line in recorder.path.with_suffix(".raw.jsonl").read_bytes().splitlines()]
    assert [row["text"] for row in kept] == ["one", "two"]
    assert kept[0]["digest"] == recorder.raw("one")


def test_bytes_that_are_no_text_are_kept_escaped(recorder: Recorder) -> None:
    recorder.raw(b"\xff\x00 end")
    assert "\\\\xff" in written(recorder)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('{"password": "pa55", "x": 1}', f'{{"password": "{MASK}", "x": 1}}'),
        ('{"newPassword":"pa\\"55"}', f'{{"newPassword":"{MASK}"}}'),
        (
            '{"accessToken":"pa55","refresh_token":"pa55"}',
            f'{{"accessToken":"{MASK}","refresh_token":"{MASK}"}}',
        ),
        ('{"Authorization": "Basic pa55"}', f'{{"Authorization": "{MASK}"}}'),
        ("authorization: Bearer pa55\nhost: a", f"authorization: Bearer {MASK}\nhost: a"),
        ("GET /ws?token=pa55&room=1", f"GET /ws?token={MASK}&room=1"),
        (f"something {JWT}, else", f"something {MASK}, else"),
        ("CONNECT\nlogin:a\npasscode:pa55\nhost:/", f"CONNECT\nlogin:a\npasscode:{MASK}\nhost:/"),
        ("told-secret in the middle", f"{MASK} in the middle"),
        ('{"content": "no secret at all"}', '{"content": "no secret at all"}'),
    ],
)
def test_secrets_are_replaced_and_the_rest_is_kept(recorder: Recorder, text: str, kept: str) -> None:
    recorder.hide("told-secret", "")
    assert recorder.redact(text) == kept


def test_no_secret_reaches_a_file(recorder: Recorder) -> None:
    recorder.hide("told-secret")
    recorder.raw(f'{{"data": "told-secret", "token": "pa55", "jwt": "{JWT}"}}')
    recorder.record(Ok(w="w1", status="201", payload={"text": "told-secret", "accessToken": "pa55", "x": JWT}))
    for secret in ("told-secret", "pa55", JWT):
        assert secret not in written(recorder)
    assert recorder.path is not None
    assert read(recorder.path).rows[1].payload == {"text": MASK, "accessToken": MASK, "x": MASK}


def test_people_may_be_enrolled_while_frames_arrive() -> None:
    recorder = Recorder(header())
    broken: list[RuntimeError] = []
    over = threading.Event()

    def frames() -> None:
        try:
            while not over.is_set():
                recorder.redact("a frame")
        except RuntimeError as error:
            broken.append(error)

    thread = threading.Thread(target=frames)
    thread.start()
    for number in range(2_000):
        recorder.hide(f"secret-{number}")
    over.set()
    thread.join()
    assert broken == []
    assert recorder.redact("secret-7 secret-1999") == f"{MASK} {MASK}"


def test_without_a_path_nothing_is_written_and_the_digest_is_the_same(recorder: Recorder) -> None:
    silent = Recorder(header())
    assert silent.path is None
    assert silent.raw("one") == recorder.raw("one")
    silent.close()
