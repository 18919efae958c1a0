"""`lockstep runs`: what the store knows of past runs."""

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
    """The store that the settings name. Raises Refusal, also for what is asked of it in vain."""
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
    """Show what past runs came to.

    Runs are kept in reports/lockstep.db, or where the setting database says. A run is named by its id, the beginning
    or end of it, latest or previous.

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

    ID is the scenario's id, which the name of its history begins with.

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
    """List the scenarios that are not steady, the worst first.

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
    """Show what changed from run A to run B: newly failing, mended, slower, new, gone.

    \b
    Example:
      lockstep runs compare previous latest
    """
    with _store(defined) as store:
        return _print(run_history.compared(store, before, after), run_history.told_comparison, as_json)
