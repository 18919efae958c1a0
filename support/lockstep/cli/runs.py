"""`lockstep runs`: past runs, as kept in the store."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import click
import msgspec

from lockstep.cli.defined_settings import defined_settings
from lockstep.cli.group import Group
from lockstep.cli.refusal import Refusal
from lockstep.reporting.runs import run_history
from lockstep.reporting.runs.store_report import database_of
from lockstep.settings import SettingsError, load
from lockstep.store import Store, StoreError

Found = TypeVar("Found")

as_json = click.option("--json", "as_json", is_flag=True, help="Print data instead of tables.")


@contextmanager
def _store(defined: dict[str, str]) -> Iterator[Store]:
    """The store named by the settings. Raises Refusal, also if a query of it has no result."""
    try:
        with Store(database_of(load(os.environ, defined)), make=False) as store:
            yield store
    except (SettingsError, StoreError) as error:
        raise Refusal(str(error)) from error


def _print(found: Found, told: Callable[[Found], str], as_json: bool) -> int:
    data = f"{msgspec.json.format(msgspec.json.encode(found)).decode()}\n"
    click.echo(data if as_json else told(found), nl=False)
    return 0


@click.group(cls=Group, no_args_is_help=False)
def runs() -> None:
    """Show the results of past runs.

    Runs are kept in reports/lockstep.db or in the database that the setting names. Refer to a run by its id, by the
    beginning or end of the id, or as latest or previous.

    \b
    Examples:
      lockstep runs list
      lockstep runs scenario a66f51bbb812
      lockstep runs compare previous latest
    """


@runs.command("list")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", default=20, show_default=True, help="How many.")
@as_json
@defined_settings
def list_(limit: int, as_json: bool, defined: dict[str, str]) -> int:
    """List the newest runs: when, target, seed, counts, exit code, duration.

    \b
    Example:
      lockstep runs list --limit 5
    """
    with _store(defined) as store:
        return _print(run_history.listed(store, limit), run_history.told_runs, as_json)


@runs.command()
@click.argument("scenario_id", metavar="ID")
@as_json
@defined_settings
def scenario(scenario_id: str, as_json: bool, defined: dict[str, str]) -> int:
    """Show one scenario over its runs: outcomes, durations, flakiness.

    ID is the scenario's id: the name of its history file begins with it.

    \b
    Example:
      lockstep runs scenario a66f51bbb812
    """
    with _store(defined) as store:
        return _print(run_history.trend(store, scenario_id), run_history.told_trend, as_json)


@runs.command()
@as_json
@defined_settings
def flaky(as_json: bool, defined: dict[str, str]) -> int:
    """List the flaky scenarios, the worst first.

    \b
    Example:
      lockstep runs flaky --json
    """
    with _store(defined) as store:
        return _print(run_history.flaky(store), run_history.told_flaky, as_json)


@runs.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@as_json
@defined_settings
def compare(before: str, after: str, as_json: bool, defined: dict[str, str]) -> int:
    """Show what changed from run A to run B: newly failing, fixed, slower, added and removed scenarios.

    \b
    Example:
      lockstep runs compare previous latest
    """
    with _store(defined) as store:
        return _print(run_history.compared(store, before, after), run_history.told_comparison, as_json)
