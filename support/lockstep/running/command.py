"""A run as a command: behave in this process, on the features of the working folder or, where it has none, on the
suite included in Lockstep.

behave's arguments are passed on unchanged. The suite has its own settings for behave, since the files from which
behave would read them belong to other features. A path is then one of the suite's, such as
`features/sync/messages.feature:13`. `--failed` chooses the scenarios that did not pass in the last run. Exit codes
are those of `lockstep.running.execution.exit_codes`.
"""

import codecs
import configparser
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from behave.__main__ import run_behave
from behave.configuration import Configuration, config_filenames, read_configuration, setup_parser
from behave.exception import ConfigError, TagExpressionError
from behave.tag_expression import TagExpressionProtocol

from lockstep.reporting.folders import named_folder
from lockstep.running.selection.paths import file_and_line, or_nearest
from lockstep.running.selection.unpassed import NoLastRunError, suite_file, unpassed
from lockstep.settings.locations import suite_folder

FAILED = "--failed"
ALL_PASSED = "every scenario of the last run passed: there is nothing to run again"
ALIASES: dict[str, Any] = {
    "more_runners": {"lockstep": "lockstep.running.runner:LockstepRunner"},
    "more_formatters": {"lockstep": "lockstep.reporting.console.formatter:ConsoleFormatter"},
}
"""What `-r lockstep` and `-f lockstep` name, unless behave's settings of the working folder name something else."""

SUITE_SETTINGS: dict[str, Any] = {
    "runner": "lockstep",
    "default_format": "lockstep",
    "tag_expression_protocol": TagExpressionProtocol.STRICT,
    "show_skipped": False,
    "show_timings": True,
    **ALIASES,
}
"""behave's settings for the suite, the same as in the project's pyproject.toml."""


BEHAVES_RUNNER = "behave.runner:Runner"
"""The runner that behave uses unless a setting names another."""


class NothingToRunError(Exception):
    """All scenarios have passed already; one sentence for the user."""


class SettingsFileError(Exception):
    """A file with behave's settings cannot be read; one sentence for the user."""


def start(arguments: Sequence[str]) -> int:
    """Run according to the arguments and return the exit code. Raises SystemExit with it if the run has one."""
    given = [one for one in arguments if one != FAILED]
    try:
        config = configuration(given, only_unpassed=len(given) < len(arguments))
        return int(run_behave(config))
    except NothingToRunError as told:
        sys.stdout.write(f"{told}\n")
        return 0
    except (NoLastRunError, FileNotFoundError, SettingsFileError) as error:
        sys.stderr.write(f"lockstep run: {error}\n")
        return 2
    except re.error as error:
        sys.stderr.write(
            f"lockstep run: {_option_of(error, given)} {error.pattern!s} is not a regular expression ({error}): put a"
            " backslash before [ ] ( ) { } * + ? | . ^ $ that stand for themselves\n"
        )
        return 2
    except (ConfigError, TagExpressionError) as error:  # as behave itself ends then
        sys.stdout.write(f"{type(error).__name__}: {error}\n")
        return 1


def configuration(arguments: Sequence[str], *, only_unpassed: bool = False) -> Configuration:
    """behave's configuration: of the working folder, or of the suite. Raises ConfigError, TagExpressionError,
    SystemExit (2) if behave does not understand an argument, FileNotFoundError if the suite is needed but missing,
    NoLastRunError, NothingToRunError, SettingsFileError."""
    here: Any = _of_the_working_folder(arguments)
    defaults: dict[str, Any] = here.defaults
    by_default = [os.path.normpath(path) for path in defaults.get("paths") or []]
    named = here.paths if here.paths != by_default else []
    if only_unpassed:
        if named:
            raise NoLastRunError(f"{FAILED} selects the scenarios itself: leave out {', '.join(named)}")
        here.paths = named = unpassed(named_folder(here.userdata, os.environ))
        if not named:
            raise NothingToRunError(ALL_PASSED)
    ours = [place for path in named if (place := _in_suite(path))]
    missing = [path for path in named if not (_in_suite(path) or _exists(path))]
    has_own = any(map(_has_features, by_default or ["features"]))
    if missing and not has_own:
        raise FileNotFoundError(
            f"{missing[0]} exists neither here nor in the suite included in Lockstep"
            f"{or_nearest(file_and_line(missing[0])[0], suite_folder())}"
        )
    if len(ours) < len(named) or (has_own and not named):
        if here.runner == BEHAVES_RUNNER:  # nobody named another one
            here.runner, here.default_format = "lockstep", "lockstep"
        return cast("Configuration", here)
    suite = Configuration(list(arguments), load_config=False, **SUITE_SETTINGS)
    suite.paths = ours or [str(suite_folder())]
    return suite


def _of_the_working_folder(arguments: Sequence[str]) -> Configuration:
    """What behave makes of the arguments and of the files with its settings. Raises SettingsFileError."""
    try:
        return Configuration(list(arguments), **ALIASES)
    except (OSError, ValueError, configparser.Error):
        for path in map(os.path.normpath, config_filenames()):
            if reason := _unreadable(path):
                raise SettingsFileError(f"{path} {reason}") from None
        raise


def _unreadable(path: str) -> str:
    """Why behave cannot read its settings from this file; empty if it can."""
    try:
        read_configuration(path)
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    except (ValueError, configparser.Error) as error:
        if Path(path).read_bytes().startswith(codecs.BOM_UTF8):
            return "begins with a byte order mark, with which behave cannot read it: save it in UTF-8 without one"
        return f"cannot be read by behave: {' '.join(str(error).split())}"
    return ""


def _option_of(error: re.error, arguments: Sequence[str]) -> str:
    """The option whose value is not a regular expression."""
    given, _ = setup_parser().parse_known_args(list(arguments))
    options = {given.include_re: "--include", given.exclude_re: "--exclude"}
    return options.get(str(error.pattern), "--name")


def _in_suite(path: str) -> str | None:
    """The place in the suite that a path names, with its line; None if it exists here or nowhere."""
    file, line = file_and_line(path)
    if Path(file).exists():
        suite = suite_folder()
        elsewhere = not suite.is_relative_to(Path.cwd())
        return path if elsewhere and Path(file).resolve().is_relative_to(suite) else None
    found = suite_file(file)
    return None if found is None else f"{found}:{line}" if line else str(found)


def _exists(path: str) -> bool:
    """Whether it exists here; a list of places (@FILE) counts as existing, since behave reads it."""
    return path.startswith("@") or Path(file_and_line(path)[0]).exists()


def _has_features(path: str) -> bool:
    return Path(path).is_file() or next(Path(path).rglob("*.feature"), None) is not None
