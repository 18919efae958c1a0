"""The service's arguments, which override the suite's settings.

    --port N          on 127.0.0.1; 0: a free one
    --database URL    as the setting `database`
    --reports FOLDER  as the setting `reports`
    -D key=value      any other setting
    --leashed         stop when standard input closes, so that the service does not outlive its parent process

The default database is `lockstep.db` in the folder of reports, where runs are stored by default. Errors:
SettingsError.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

from lockstep.reporting.runs.store_report import database_of
from lockstep.settings import Settings, SettingsError, load
from lockstep.settings.model import env_name, key_of


class ServiceSettings(NamedTuple):
    """`reports` and `project`, the folder with `features/`, are absolute; `database` is an address; `own` are the
    settings passed with -D that also apply to executions, as an environment."""

    port: int
    database: str
    reports: Path
    project: Path
    settings: Settings
    leashed: bool = False
    own: Mapping[str, str] = {}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}.\n")


def read_settings(arguments: Sequence[str], environ: Mapping[str, str], project: Path) -> ServiceSettings:
    """Parse the arguments of a service process. Raises SettingsError; SystemExit (2) for invalid arguments."""
    parser = _Parser(prog="python -m lockstep.management", description="The suite as a service.", allow_abbrev=False)
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1; 0 for a free one")
    parser.add_argument("--database", metavar="URL", help="the setting `database`")
    parser.add_argument("--reports", metavar="FOLDER", help="the setting `reports`")
    parser.add_argument("-D", dest="define", action="append", default=[], metavar="key=value", help="a setting")
    parser.add_argument("--leashed", action="store_true", help="stop when standard input closes")
    given = parser.parse_args(list(arguments))
    defined = {key: value for key, _, value in (item.partition("=") for item in given.define)}
    named = {key: value for key in ("database", "reports") if (value := getattr(given, key)) is not None}
    return service_settings(given.port, defined, named, environ, project, leashed=given.leashed)


def service_settings(
    port: int,
    defined: Mapping[str, str],
    named: Mapping[str, str],
    environ: Mapping[str, str],
    project: Path,
    *,
    leashed: bool = False,
) -> ServiceSettings:
    """The settings of a service; `defined` were passed with -D, `named` are the database and the reports, which have
    separate options. Raises SettingsError."""
    settings = load(environ, {**defined, **named})
    if not (project / "features").is_dir():
        raise SettingsError(
            [f"there is no folder features here: start the service in the project's folder ({project})"]
        )
    return ServiceSettings(
        port=port,
        database=_absolute(database_of(settings), project),
        reports=(project / settings.reports).resolve(),
        project=project.resolve(),
        settings=settings,
        leashed=leashed,
        own=_of_executions(defined),
    )


def _of_executions(defined: Mapping[str, str]) -> dict[str, str]:
    """Settings that only the service itself may have: where runs write, and its own behaviour."""
    ours = [name for name in Settings.model_fields if not name.startswith(("management__", "reports", "database"))]
    return {env_name(name): defined[key_of(name)] for name in ours if key_of(name) in defined}


def _absolute(address: str, project: Path) -> str:
    """The address with an absolute SQLite file: executions have other working directories."""
    file = address.removeprefix("sqlite:///")
    return address if file == address else f"sqlite:///{(project / file).resolve()}"
