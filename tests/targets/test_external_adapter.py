"""An adapter from a file: found, given the addresses that are set, and told in a sentence what is wrong with it."""

from pathlib import Path

import pytest
from lockstep.clients.api import tls_context
from lockstep.clients.dialects.plain_json import PlainJson
from lockstep.clients.dialects.registry import UnknownDialectError, codec_named, name_of
from lockstep.settings import Settings
from lockstep.targets.base import TargetFaultError
from lockstep.targets.external_adapter import is_file, target_class
from lockstep.targets.registry import make_target

COMPLETE = """\
from lockstep.clients.dialects.plain_json import PlainJson
from lockstep.targets.base import Answer, ConnectArgs, Target


class MyCodec(PlainJson):
    name = "mine"


class Mine(Target):
    name = "mine"

    async def start(self): ...
    def connect_args(self, request): return ConnectArgs(self.websocket_url)
    def codec(self): return MyCodec()
    async def perform(self, write, identity): return Answer("ok", "200")
    def effects(self, write, answer): return []
    def normalise(self, frame): return []
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(COMPLETE, encoding="utf-8")
    return path


def made(path: Path, **settings: str) -> object:
    return make_target(Settings(target=str(path), **settings), tls_context(), path.parent)


def refused(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TargetFaultError) as told:
        made(path)
    return str(told.value)


def test_a_path_is_told_from_a_name() -> None:
    assert is_file("docs/mine.py")
    assert not is_file("reference")


def test_the_adapter_in_a_file_is_made_and_given_the_addresses_that_are_set(mine: Path) -> None:
    target = make_target(
        Settings(target=str(mine), api_base_url="http://127.0.0.1:1", websocket_url="ws://127.0.0.1:2"),
        tls_context(),
        mine.parent,
    )
    assert (target.name, target.api_base_url, target.websocket_url) == (
        "mine",
        "http://127.0.0.1:1",
        "ws://127.0.0.1:2",
    )
    assert target_class(mine) is type(target)


def test_a_codec_of_ours_has_its_name_and_one_from_a_file_its_place(mine: Path) -> None:
    assert name_of(PlainJson()) == "json"
    codec = target_class(mine)().codec()
    assert name_of(codec) == f"{mine}:MyCodec"
    assert type(codec_named(name_of(codec))) is type(codec)


def test_a_codec_that_is_not_there_is_told(mine: Path) -> None:
    with pytest.raises(UnknownDialectError, match=r"mine\.py has no codec Yours"):
        codec_named(f"{mine}:Yours")
    with pytest.raises(UnknownDialectError, match="there is no file"):
        codec_named(f"{mine.with_name('gone.py')}:Yours")


def test_a_base_in_the_same_file_is_no_adapter_of_its_own(mine: Path) -> None:
    mine.write_text(COMPLETE + '\nclass Better(Mine):\n    name = "better"\n', encoding="utf-8")
    assert target_class(mine).name == "better"


def test_what_is_wrong_is_told_in_a_sentence(mine: Path) -> None:
    assert "there is no file" in refused_missing(mine)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("from lockstep.targets.base import Target\n", "defines no adapter: define a subclass of Target in it"),
        (COMPLETE + '\nclass Other(Target):\n    name = "other"\n', "defines 2 adapters (Mine, Other)"),
        (
            COMPLETE.replace("async def perform", "async def performs").replace("def codec", "def codecs"),
            "is not complete: write codec, perform; ",
        ),
        (COMPLETE.replace('class Mine(Target):\n    name = "mine"', "class Mine(Target):"), "write a name, such as"),
        (
            COMPLETE + "\n    def __init__(self, port): ...\n",
            "Mine cannot be made without arguments: TypeError: ",
        ),
        (COMPLETE + "\nimport nothing_like_this\n", "line 19, cannot be imported: ModuleNotFoundError: No module"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(mine: Path, text: str, told: str) -> None:
    assert told in refused(mine, text)


def refused_missing(path: Path) -> str:
    with pytest.raises(TargetFaultError) as told:
        made(path.with_name("gone.py"))
    return str(told.value)
