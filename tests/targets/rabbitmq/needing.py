"""Tests that need RabbitMQ skip where it is missing, but never in CI: there, missing is a failure."""

import os

import pytest
from lockstep.targets.rabbitmq.server import PACKAGES, missing

needs_rabbitmq = pytest.mark.skipif(
    bool(missing()) and not os.environ.get("CI"), reason=f"{missing() or 'nothing'} is missing; {PACKAGES}"
)
