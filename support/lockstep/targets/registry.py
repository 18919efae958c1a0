"""The adapters by name, and the creation of the one that a run uses."""

import ssl
from collections.abc import Callable
from pathlib import Path

from lockstep.settings import Settings
from lockstep.targets.base import Target, TargetFaultError
from lockstep.targets.external_adapter import is_file, target_in
from lockstep.targets.faye import FayeTarget
from lockstep.targets.feathers import FeathersTarget
from lockstep.targets.nchan import NchanTarget
from lockstep.targets.needs import amiss
from lockstep.targets.rabbitmq import RabbitmqTarget
from lockstep.targets.reference import ReferenceTarget


def _reference(settings: Settings, tls: ssl.SSLContext, reports: Path) -> Target:
    return ReferenceTarget(settings.api_base_url, settings.websocket_url, tls=tls, log=reports / "backend.log")


def _nchan(settings: Settings, tls: ssl.SSLContext, reports: Path) -> Target:
    if settings.api_base_url:
        raise TargetFaultError(
            "target nchan starts its own nginx: leave API_BASE_URL and WEBSOCKET_URL empty, or write an adapter"
        )
    return NchanTarget(tls, reports / "nginx.log")


def _faye(settings: Settings, tls: ssl.SSLContext, reports: Path) -> Target:
    if settings.api_base_url:
        raise TargetFaultError(
            "target faye starts its own Faye: leave API_BASE_URL and WEBSOCKET_URL empty, or write an adapter"
        )
    return FayeTarget(tls, reports / "faye.log")


def _rabbitmq(settings: Settings, tls: ssl.SSLContext, reports: Path) -> Target:
    if settings.api_base_url:
        raise TargetFaultError(
            "target rabbitmq starts its own RabbitMQ: leave API_BASE_URL and WEBSOCKET_URL empty, or write an adapter"
        )
    return RabbitmqTarget(tls, reports / "rabbitmq.log")


def _feathers(settings: Settings, tls: ssl.SSLContext, reports: Path) -> Target:
    if settings.api_base_url:
        raise TargetFaultError(
            "target feathers starts its own Feathers: leave API_BASE_URL and WEBSOCKET_URL empty, or write an adapter"
        )
    return FeathersTarget(tls, reports / "feathers.log")


TARGETS: dict[str, Callable[[Settings, ssl.SSLContext, Path], Target]] = {
    "reference": _reference,
    "nchan": _nchan,
    "faye": _faye,
    "rabbitmq": _rabbitmq,
    "feathers": _feathers,
}


def make_target(settings: Settings, tls: ssl.SSLContext, reports: Path) -> Target:
    """Create the adapter of the configured target, by its name or its file; from then on the settings' masker knows
    which names are secret there. Raises TargetFaultError if it does not exist, or names needs that do not."""
    if is_file(settings.target):
        target = target_in(Path(settings.target), settings)
    elif settings.target in TARGETS:
        target = TARGETS[settings.target](settings, tls, reports)
    else:
        raise TargetFaultError(f"unknown target {settings.target!r}; the targets are: {', '.join(TARGETS)}")
    if found := amiss(target):
        raise TargetFaultError(f"target {target.name}: {'; '.join(found)}")
    settings.masker.add_names(*target.secret_names)
    return target
