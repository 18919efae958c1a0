"""The files of a new repository: what they say holds, and the adapter asks for just what an adapter needs."""

import asyncio
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from lockstep.actors.adapter_check import Finding, Trial
from lockstep.running.selection.stages import STAGES
from lockstep.settings import load
from lockstep.starter.pieces import TEMPLATES, Piece, pieces, template
from lockstep.targets.base import Target, TargetFaultError
from lockstep.targets.external_adapter import target_class

from tests.quality.tree import ROOT

SKELETON: Any = target_class(TEMPLATES / "adapter.py")
ROOMS: Any = target_class(ROOT / "docs" / "examples" / "rooms.py")
METHODS = sorted(name for name, one in vars(SKELETON).items() if inspect.isfunction(one) and name[0] != "_")


def found(target: str, folder: Path) -> dict[str, Piece]:
    return {one.path: one for one in pieces(folder, target)}


@pytest.mark.parametrize("target", ["reference", "adapters/mine.py"])
def test_the_settings_name_the_target(target: str, tmp_path: Path) -> None:
    made = found(target, tmp_path)
    path = tmp_path / "lockstep.toml"
    path.write_text(made["lockstep.toml"].text, "utf-8")
    assert path.read_text("utf-8").startswith("#:schema ./lockstep.schema.json\n")
    assert load({}, {}, path).target == target
    assert ("tests/test_adapter.py" in made) == (target in made) == (target != "reference")


def test_every_template_is_used(tmp_path: Path) -> None:
    texts = {one.text for target in ("reference", "mine.py") for one in pieces(tmp_path, target)}
    unused = [path.name for path in TEMPLATES.iterdir() if path.is_file() and path.read_text("utf-8") not in texts]
    assert sorted(unused) == ["lockstep.toml", "test_adapter.py"]  # they name the target


def test_what_is_written_counts_as_done(tmp_path: Path) -> None:
    for target in ("reference", "mine.py"):
        for piece in pieces(tmp_path, target):
            assert re.search(piece.done, piece.text), piece.path
            assert re.search(piece.done, piece.lines) or not piece.done or piece.path == "lockstep.schema.json"


@pytest.mark.parametrize("name", ["acceptance.yml", "gitlab-ci.yml"])
def test_pipelines_name_stages_that_there_are(name: str) -> None:
    text = template(name)
    stages = {line.partition("--stage=")[2].split()[0] for line in text.splitlines() if "--stage=" in line}
    assert stages == {"smoke", "sync"}
    assert stages < STAGES.keys()
    assert "lockstep merge" in text


def tried(target: Target) -> list[Finding]:
    return asyncio.run(Trial(target).run())


def filled(without: str = "") -> type[Any]:
    """The skeleton with the bodies of the guide's adapter in its methods."""
    names = [*METHODS, "__init__", "_api", "name", "promises"]
    own = {name: vars(ROOMS)[name] for name in names if name != without}
    return type("Filled", (Target,), {**own, "__module__": ROOMS.__module__})


def test_a_method_that_is_not_filled_in_says_so() -> None:
    target = SKELETON()
    with pytest.raises(TargetFaultError, match="fill in start"):
        asyncio.run(target.start())
    findings = tried(target)
    starts = next(one for one in findings if one.piece == "starts")
    assert str(starts).startswith("fails      starts: the adapter said: ")
    assert "fill in start" in starts.text


def test_the_filled_skeleton_works_in_every_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert [str(one) for one in tried(filled()()) if one.outcome != "works"] == []


@pytest.mark.parametrize("method", [*METHODS, "__init__"])
def test_with_any_method_removed_the_check_names_it(
    method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lacking = filled(method)
    if method in Target.__abstractmethods__:
        assert method in lacking.__abstractmethods__
        return
    failed = [one for one in asyncio.run(tried_and_stopped(lacking())) if one.outcome == "fails"]
    assert any(method in one.text for one in failed), failed


async def tried_and_stopped(target: Any) -> list[Finding]:
    findings = await Trial(target).run()
    if hasattr(target, "_server"):
        await ROOMS.clean_up(target, [])
        await ROOMS.stop(target)
    return findings


@pytest.mark.parametrize("method", ["opened", "decode", "channels", "encode", "rewrite"])
def test_with_any_method_of_the_codec_removed_the_check_names_it(
    method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    codec = type(ROOMS().codec())
    assert {name for name in vars(SKELETON().codec().__class__) if name[0] != "_"} <= vars(codec).keys()
    lacking = type(
        "Lacking", (), {name: one for name, one in vars(codec).items() if name[0] != "_" and name != method}
    )
    target = filled()()
    target.codec = lacking
    (failed,) = [one for one in tried(target) if one.outcome == "fails"]
    assert f"write {method}" in failed.text
