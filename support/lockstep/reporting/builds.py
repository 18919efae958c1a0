"""Which build made a run, from what GitHub Actions, GitLab, Jenkins and similar services put into the environment.

Nothing is asked of the service, and no other variable is read.
"""

from collections.abc import Callable, Mapping

import msgspec

Environment = Mapping[str, str]


class Build(msgspec.Struct, frozen=True, kw_only=True):
    """A build: the `service`, its `number` in the order of builds, what it is called, its page, and the commit; empty
    (number: 0) where unknown."""

    service: str = ""
    number: int = 0
    name: str = ""
    page: str = ""
    commit: str = ""


def build(environ: Environment) -> Build:
    """The build according to the environment; without a service, an empty one."""
    for variable, made in _SERVICES:
        if environ.get(variable):
            return made(environ)
    return Build()


def executor(one: Build) -> dict[str, str | int]:
    """The contents of Allure's `executor.json`."""
    facts: dict[str, str | int] = {
        "name": one.service,
        "type": one.service.lower().partition(" ")[0],
        "buildOrder": one.number,
        "buildName": one.name,
        "buildUrl": one.page,
    }
    return {name: fact for name, fact in facts.items() if fact}


def _github(environ: Environment) -> Build:
    base = f"{environ.get('GITHUB_SERVER_URL', '')}/{environ.get('GITHUB_REPOSITORY', '')}"
    number = _number(environ.get("GITHUB_RUN_NUMBER"))
    return Build(
        service="GitHub Actions",
        number=number,
        name=f"{environ.get('GITHUB_WORKFLOW', 'workflow')} #{number}",
        page=f"{base}/actions/runs/{environ['GITHUB_RUN_ID']}" if environ.get("GITHUB_RUN_ID") else "",
        commit=environ.get("GITHUB_SHA", ""),
    )


def _gitlab(environ: Environment) -> Build:
    number = _number(environ.get("CI_PIPELINE_IID"))
    return Build(
        service="GitLab",
        number=number,
        name=f"{environ.get('CI_JOB_NAME', 'job')} #{number}",
        page=environ.get("CI_JOB_URL", ""),
        commit=environ.get("CI_COMMIT_SHA", ""),
    )


def _jenkins(environ: Environment) -> Build:
    number = _number(environ.get("BUILD_NUMBER"))
    return Build(
        service="Jenkins",
        number=number,
        name=f"{environ.get('JOB_NAME', 'job')} #{number}",
        page=environ.get("BUILD_URL", ""),
        commit=environ.get("GIT_COMMIT", ""),
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


_SERVICES: tuple[tuple[str, Callable[[Environment], Build]], ...] = (
    ("GITHUB_ACTIONS", _github),
    ("GITLAB_CI", _gitlab),
    ("JENKINS_URL", _jenkins),
)
