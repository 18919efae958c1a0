"""The rows: each survives being written and read, and the schema stays what its version says."""

import typing

import msgspec
import pytest
from lockstep.history.rows import (
    AnyRow,
    Body,
    Budgets,
    Effect,
    End,
    Exchange,
    Header,
    Ok,
    Position,
    Promises,
    Recv,
    Resume,
    Resumed,
    Row,
    Subscribe,
    misfit,
)

ROWS = typing.get_args(AnyRow)


def test_every_row_has_a_tag_of_its_own_and_says_what_it_is() -> None:
    tags = [row.__struct_config__.tag for row in ROWS]
    assert len(set(tags)) == len(ROWS) == 25
    assert all(row.__doc__ for row in ROWS)


@pytest.mark.parametrize("kind", ROWS, ids=lambda row: row.__name__)
def test_every_row_refuses_a_field_it_does_not_have(kind: type[Row]) -> None:
    known = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    assert "surprise" not in known
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.json.decode(msgspec.json.encode({"row": kind.__struct_config__.tag, "surprise": 1}), type=AnyRow)


def test_rows_within_rows_survive_writing_and_reading() -> None:
    for row in (
        Header(
            scenario="s", title="t", seed=1, target="x", promises=Promises(numbers=True), budgets=Budgets(api_ms=1)
        ),
        Exchange(
            since=1,
            method="POST",
            path="/x",
            headers={"a": "b"},
            body=Body(size=2, json={}),
            answer=Body(size=9_000, form="text", text="...", cut=True, digest="d"),
        ),
        Ok(w="w", status="200", payload=[1, {"a": None}], effects=(Effect(kind="k", channel="c", recipients=()),)),
        Resume(
            phase="done",
            asked={"c": Position(epoch="e", seq=3)},
            claims={"c": Resumed(recovered=True, start=4, end=5)},
        ),
    ):
        assert msgspec.json.decode(msgspec.json.encode(row), type=AnyRow) == row


def test_nobody_and_everybody_are_told_apart() -> None:
    everybody = msgspec.json.decode(msgspec.json.encode(Effect(kind="k", channel="c")), type=Effect)
    nobody = msgspec.json.decode(msgspec.json.encode(Effect(kind="k", channel="c", recipients=())), type=Effect)
    assert everybody.recipients is None
    assert nobody.recipients == ()


def test_what_is_not_set_is_not_written() -> None:
    assert msgspec.json.encode(Ok(w="w", status="200")) == b'{"row":"ok","w":"w","status":"200"}'


def test_a_row_that_could_not_be_read_again_is_told() -> None:
    assert misfit(Recv(n=1, kind="e", payload={"any": object()})) is None
    assert "version" in (misfit(Recv(n=1, kind="e", version="1")) or "")
    assert "epoch" in (misfit(Subscribe(phase="done", channel="c:1", position=Position(epoch=[]))) or "")


def test_the_older_name_of_the_tolerance_is_read_and_never_written() -> None:
    older = msgspec.json.decode(b'{"row":"end","i":1,"t":2,"outcome":"passed","allowance_ms":5.5}', type=AnyRow)
    assert isinstance(older, End)
    assert older == End(i=1, t=2, outcome="passed", tolerance_ms=5.5)
    assert b"allowance" not in msgspec.json.encode(older)
    assert End(outcome="passed").tolerance_ms is None
