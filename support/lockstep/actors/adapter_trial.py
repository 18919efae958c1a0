"""The trial of an adapter, which is given like a run's target: by its file or its name."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from lockstep.actors.adapter_check import Finding, Trial
from lockstep.clients.tls import trust
from lockstep.settings import load
from lockstep.targets.base import Target, TargetFaultError
from lockstep.targets.external_adapter import is_file
from lockstep.targets.questions import questions_in
from lockstep.targets.registry import TARGETS, make_target


class NoAdapterError(Exception):
    """There is no such adapter; one sentence for the user."""


class Tried(NamedTuple):
    """The results of trying an adapter, and the adapter itself, which is stopped; None where there is none."""

    findings: list[Finding]
    target: Target | None = None


def try_adapter(name: str, environ: Mapping[str, str], defined: Mapping[str, str]) -> list[Finding]:
    """The results of trying the adapter, piece by piece; `defined` settings override those of the environment. Raises
    NoAdapterError, SettingsError."""
    return tried(name, environ, defined).findings


def tried(name: str, environ: Mapping[str, str], defined: Mapping[str, str]) -> Tried:
    """As `try_adapter`, with the adapter. Raises NoAdapterError, SettingsError."""
    if not (Path(name).is_file() if is_file(name) else name in TARGETS):
        raise NoAdapterError(
            f"there is no adapter {name}: name a file that ends in .py, or one of {', '.join(TARGETS)}"
        )
    settings = load(environ, {**defined, "target": name})
    if asked := questions_in(Path(name)) if is_file(name) else []:
        told = [Finding(f"{name}, line {one.line}", "asks", one.text) for one in asked]
        return Tried([*told, Finding("all else", "not tried", "a question is open")])
    try:
        target = make_target(settings, trust(settings.ca_file), Path(settings.reports))
    except TargetFaultError as error:
        return Tried([Finding("loads", "fails", str(error)), Finding("all else", "not tried", "there is no adapter")])
    findings = asyncio.run(Trial(target).run())
    told = [Finding("loads", "works", type(target).__name__), *map(settings.masker.texts, findings)]
    return Tried(told, target)
