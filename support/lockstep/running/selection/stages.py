"""Stages: the parts of the suite that a pipeline runs by name, `behave --stage NAME`.

A stage is a condition on tags, and-ed to those of the command line. Connection scenarios belong to sync, privacy to
security; journeys run only in final, which is everything. See docs/running.md, "Stages".
"""

from typing import Any

from behave.tag_expression.builder import make_tag_expression

from lockstep.running.errors import CommandFaultError

STAGES: dict[str, str] = {
    "smoke": "@smoke",
    "sync": "@sync or @connection",
    "resources": "@resources",
    "recovery": "@recovery",
    "performance": "@performance",
    "security": "@security or @privacy",
    "management": "@management",
    "final": "",
}


def select_stage(config: Any) -> None:
    """Narrow behave's configuration to its stage, if it has one; steps and hooks stay the suite's own.

    Raises CommandFaultError for an unknown stage.
    """
    if not config.stage:
        return
    if config.stage not in STAGES:
        raise CommandFaultError(f"unknown stage {config.stage!r}: the stages are {', '.join(STAGES)}")
    config.steps_dir = "steps"
    config.environment_file = "environment.py"
    terms = [f"({term})" for term in (str(config.tag_expression), STAGES[config.stage]) if term not in {"", "true"}]
    config.tag_expression = make_tag_expression(" and ".join(terms))
