"""Hooks. Lockstep's own come with its runner; whatever hooks you define here run as well."""

import lockstep.running.environment  # noqa: F401 - it makes sure that Lockstep's runner is active
