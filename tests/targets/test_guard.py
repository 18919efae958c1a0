"""An adapter's own mistakes are told with its file and line, and nothing else is taken for one."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lockstep.targets.base import ConnectRequest, Identity, Target, TargetFaultError, Write
from lockstep.targets.declarations import AdapterError, NotPromisedError
from lockstep.targets.external_adapter import target_class
from lockstep.targets.guard import adapters_own, guarded

MINE = """
from lockstep.targets.base import Answer, ConnectArgs, Target


class Mine(Target):
    name = "mine"
    closes = {"revoked": (4001,)}

    async def start(self): ...

    def connect_args(self, request):
        raise self.error

    def codec(self): ...

    async def perform(self, write, identity):
        return Answer("ok", write.fields["text"])

    def effects(self, write, answer):
        return [][3]

    def normalise(self, frame): ...
"""
ANA = Identity("Ana")
WRITE = Write("w", "Ana", "post_message", {"content": "x"})


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Target:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mine.py"
    path.write_text(MINE, "utf-8")
    return target_class(path)()


def test_a_mistake_is_told_with_file_line_and_method(mine: Target) -> None:
    line = MINE.splitlines().index('        return Answer("ok", write.fields["text"])') + 1
    told = rf"^mine\.py, line {line}: the adapter of mine raised KeyError: 'text' in perform$"
    with pytest.raises(AdapterError, match=told):
        asyncio.run(guarded(mine).perform(WRITE, ANA))


def test_so_is_one_of_a_plain_method(mine: Target) -> None:
    with pytest.raises(AdapterError, match=r"^mine\.py, line \d+: .* IndexError: .* in effects$"):
        guarded(mine).effects(WRITE, None)  # type: ignore[arg-type] # it is not looked at


@pytest.mark.parametrize(
    "error", [TargetFaultError("down"), NotPromisedError("no"), LookupError("no tokens here"), AssertionError("x")]
)
def test_what_an_adapter_may_report_is_passed_on(mine: Any, error: Exception) -> None:
    mine.error = error
    with pytest.raises(type(error)) as raised:
        guarded(mine).connect_args(ConnectRequest(ANA))
    assert raised.value is error


def test_everything_else_is_the_targets(mine: Target) -> None:
    assert guarded(mine).name == "mine"
    assert guarded(mine).closes == {"revoked": (4001,)}
    assert guarded(guarded(mine)).name == "mine"


def test_a_mistake_is_found_in_a_group() -> None:
    broke = AdapterError("mine.py, line 3")
    assert adapters_own(ExceptionGroup("", [ValueError(), ExceptionGroup("", [broke])])) is broke
    assert adapters_own(ExceptionGroup("", [ValueError()])) is None
    assert adapters_own(KeyError()) is None
